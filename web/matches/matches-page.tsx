import { Outlet } from '@tanstack/react-router'
import { Lock, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { paths } from '#web/paths.ts'
import { useCommands } from '#web/shell/commands.ts'
import { useKeys } from '#web/shell/keys.ts'
import { MatchList } from '#web/shell/match-list.tsx'
import { NewMatchDialog } from '#web/shell/new-match-dialog.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Page } from '#web/ui/page.tsx'

/** The matches of all programs (MT2). */
export function MatchesPage() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const [making, setMaking] = useState(false)
  const mayView = useRefusal('listMatches')
  const mayCreate = useRefusal('createMatch')
  const mayChoose = useRefusal('listParticipants')
  const refused = mayCreate ?? mayChoose
  const make = () => setMaking(true)
  useKeys(refused ? [] : [{ keys: 'c', label: t('matches.new'), run: make }])
  useCommands(
    refused
      ? []
      : [
          {
            id: 'new-match',
            section: t('matches.heading'),
            label: t('matches.new'),
            icon: <Plus size={16} />,
            keys: 'c',
            run: make,
          },
        ],
  )
  const action = (
    <Button kind="primary" icon={<Plus size={16} />} disabledReason={refused} onPress={make}>
      {t('matches.new')}
    </Button>
  )
  return (
    <Page title={t('matches.heading')} lead={t('matches.lead')} action={action}>
      {mayView ? (
        <EmptyState icon={<Lock size={20} />} title={t('matches.no-view')}>
          {mayView}
        </EmptyState>
      ) : (
        <MatchList hrefOf={({ id }) => paths.match(slug, id)} />
      )}
      {making && <NewMatchDialog onClose={() => setMaking(false)} />}
      <Outlet />
    </Page>
  )
}
