import { useQuery } from '@tanstack/react-query'
import { UserRoundX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { useFormat } from '#web/ui/format.ts'
import styles from './refused.module.css'

/** The server lists no more. */
const listedMax = 200

/** Says above the user table that people tried to come in and were refused (US7); nothing where nobody was. */
export function RefusedBanner({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const refusal = useRefusal('listRefusedJoins')
  const refused = useQuery({ ...query('listRefusedJoins'), enabled: refusal === null })
  const failed = refused.error && !refused.data
  const count = refused.data?.items.length ?? 0
  if (!failed && count === 0) return null
  const number = `${format.number(count)}${count === listedMax ? '+' : ''}`
  return (
    <div className={styles.banner} role="status">
      <UserRoundX size={16} strokeWidth={1.5} aria-hidden />
      <p>{failed ? t('users.refused.failed') : t('users.refused.banner', { count, number })}</p>
      {failed ? (
        <Button size="small" onPress={() => void refused.refetch()}>
          {t('ui.try-again')}
        </Button>
      ) : (
        <Button size="small" onPress={onOpen}>
          {t('users.refused.show')}
        </Button>
      )}
    </div>
  )
}
