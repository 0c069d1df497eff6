import { useParams } from '@tanstack/react-router'
import { paths } from '#web/paths.ts'
import { MatchPanel as Details } from '#web/shell/match-panel.tsx'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'

/** One match over the list of all. */
export function MatchPanel() {
  const { matchId = '' } = useParams({ strict: false })
  const { slug } = useSession().organization
  const { go, withQuery } = useGo()
  return <Details matchId={matchId} onClose={() => go(withQuery(paths.matches(slug)))} />
}
