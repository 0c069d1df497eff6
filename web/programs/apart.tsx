import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { UserX } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import { query } from '#web/api.ts'
import { PersonPicture } from '#web/shell/person-name.tsx'
import { useRefusal } from '#web/shell/session.ts'
import { usePaging } from '#web/shell/use-paging.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Pager } from '#web/ui/pager.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { KeepApartDialog } from './keep-apart-dialog.tsx'
import styles from './programs.module.css'
import { useLift } from './use-lift.ts'
import { useProgram } from './use-program.ts'

type Pair = Awaited<ReturnType<Client['listDoNotMatch']>>['items'][number]

/** Who is not to be matched with whom in a program, why, and who said so (MT2). */
export function Apart() {
  const { t } = useTranslation()
  const { id: programId } = useProgram()
  const paging = usePaging()
  const refusal = useRefusal('addDoNotMatch')
  const [adding, setAdding] = useState(false)
  const pairs = useQuery({
    ...query('listDoNotMatch', { params: { programId }, query: { cursor: paging.cursor } }),
    placeholderData: keepPreviousData,
  })
  const { data } = pairs
  const add = (
    <Button icon={<UserX size={16} />} disabledReason={refusal} onPress={() => setAdding(true)}>
      {t('programs.keep-apart')}
    </Button>
  )
  return (
    <>
      {pairs.error && !data ? (
        <ErrorState error={pairs.error} retry={() => void pairs.refetch()} />
      ) : !data ? (
        <ListSkeleton label={t('programs.tabs.apart')} />
      ) : data.items.length === 0 ? (
        <EmptyState icon={<UserX size={20} />} title={t('programs.none-apart.title')} action={add}>
          {t('programs.none-apart.text')}
        </EmptyState>
      ) : (
        <>
          <div className={styles.reviewHead}>
            <p className={styles.none}>{t('programs.apart-lead')}</p>
            {add}
          </div>
          <ul className={styles.pairs} aria-label={t('programs.tabs.apart')}>
            {data.items.map((pair) => (
              <li key={pair.id}>
                <PairRow pair={pair} />
              </li>
            ))}
          </ul>
          <Pager {...paging.of(data)} />
        </>
      )}
      {adding && <KeepApartDialog onClose={() => setAdding(false)} />}
    </>
  )
}

function PairRow({ pair: { id, people, reason, createdAt, createdBy } }: { pair: Pair }) {
  const { t } = useTranslation()
  const format = useFormat()
  const lift = useLift()
  const refusal = useRefusal('removeDoNotMatch')
  const names = format.list(people.map(({ name }) => name))
  return (
    <div className={styles.sent}>
      <span className={styles.apart}>
        {people.map((person) => (
          <PersonPicture key={person.memberId ?? person.name} person={person} />
        ))}
        <span className={styles.pairWords}>
          <span>{names}</span>
          {reason && <span>{reason}</span>}
          <span className={styles.meta}>
            {[createdBy, format.date(createdAt)].filter(Boolean).join(' · ')}
          </span>
        </span>
      </span>
      <Button
        size="small"
        aria-label={t('programs.lift-of', { name: names })}
        disabledReason={refusal}
        isPending={lift.isPending}
        onPress={() => lift.mutate(id)}
      >
        {t('programs.lift')}
      </Button>
    </div>
  )
}
