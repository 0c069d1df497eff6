import { useQuery } from '@tanstack/react-query'
import { Handshake } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { MyMatch, MyProgram } from '#api/matches.ts'
import { query } from '#web/api.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { EndedMatches } from './ended-matches.tsx'
import { FreezeEverywhere } from './freeze.tsx'
import { MyMatchCard } from './my-match-card.tsx'
import { ProgramCard } from './program-card.tsx'
import styles from './programs.module.css'
import { AskedRequest, SentRequest } from './requests.tsx'

const takesPart = ({ registration }: MyProgram) =>
  registration !== null && registration.status !== 'left'

/** One's own part in all programs: what waits for an answer first, then matches, programs, and what is open. */
export function Yours() {
  const { t } = useTranslation()
  const programs = useQuery(query('listMyPrograms'))
  const matches = useQuery(query('listMyMatches', { query: {} }))
  const failed = (programs.data ? null : programs.error) ?? (matches.data ? null : matches.error)
  if (failed)
    return (
      <ErrorState
        error={failed}
        retry={() => {
          void programs.refetch()
          void matches.refetch()
        }}
      />
    )
  if (!programs.data || !matches.data)
    return <ListSkeleton label={t('programs.heading')} rows={5} />
  const { items } = programs.data
  const mine = items.filter(takesPart)
  const open = items.filter((program) => !takesPart(program) && program.registrationOpen)
  if (mine.length === 0 && open.length === 0 && matches.data.items.length === 0)
    return (
      <EmptyState icon={<Handshake size={20} />} title={t('programs.none-for-you.title')}>
        {t('programs.none-for-you.text')}
      </EmptyState>
    )
  return (
    <div className={styles.sections}>
      <MatchSections matches={matches.data.items} withProgram />
      {mine.length > 0 && (
        <Section id="your-programs" title={t('programs.yours')}>
          <ul className={styles.cards}>
            {mine.map((program) => (
              <li key={program.id}>
                <ProgramCard program={program} />
              </li>
            ))}
          </ul>
          <FreezeEverywhere programs={mine} />
        </Section>
      )}
      {open.length > 0 && (
        <Section id="open-programs" title={t('programs.open-to-you')}>
          <ul className={styles.cards}>
            {open.map((program) => (
              <li key={program.id}>
                <ProgramCard program={program} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <EndedMatches matches={matches.data.items} />
    </div>
  )
}

/** What is asked of one, whom one is matched with, and what one asked. */
export function MatchSections({
  matches,
  withProgram = false,
}: {
  matches: readonly MyMatch[]
  withProgram?: boolean
}) {
  const { t } = useTranslation()
  const waiting = matches.filter(({ status }) => status === 'pending')
  const asked = waiting.filter(({ askedByMe }) => !askedByMe)
  const sent = waiting.filter(({ askedByMe }) => askedByMe)
  const active = matches.filter(({ status }) => status === 'active')
  return (
    <>
      {asked.length > 0 && (
        <Section id="asked-of-you" title={t('programs.asked-of-you')}>
          <ul className={styles.stack}>
            {asked.map((match) => (
              <li key={match.id}>
                <AskedRequest match={match} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {active.length > 0 && (
        <Section id="your-matches" title={t('programs.your-matches')}>
          <ul className={styles.cards}>
            {active.map((match) => (
              <li key={match.id}>
                <MyMatchCard match={match} withProgram={withProgram} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {sent.length > 0 && (
        <Section id="you-asked" title={t('programs.you-asked')}>
          <ul className={styles.stack}>
            {sent.map((match) => (
              <li key={match.id}>
                <SentRequest match={match} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}

/** A part of one's own page, under a quiet heading. */
export const Section = ({
  id,
  title,
  children,
}: {
  id: string
  title: string
  children: React.ReactNode
}) => (
  <section aria-labelledby={id} className={styles.section}>
    <h2 id={id} className={styles.heading}>
      {title}
    </h2>
    {children}
  </section>
)
