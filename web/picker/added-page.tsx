import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrganizationRow } from '#api/sessions.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { DeclineDialog } from '#web/shell/invitations.tsx'
import { useOrganizationWords } from '#web/shell/organization-words.ts'
import { useEnter } from '#web/shell/use-enter.ts'
import { Button } from '#web/ui/button.tsx'
import styles from './picker.module.css'

/** LG2: the one organization that one never entered is not walked into: who added you, Enter and Decline. */
export function AddedPage({
  row,
  to,
  who,
  notice,
}: {
  row: OrganizationRow
  to: string | null
  who: ReactNode
  /** There may be others, which are not shown yet (PW4), or one's identity is to be deleted (PW7). */
  notice: ReactNode
}) {
  const { t } = useTranslation()
  const words = useOrganizationWords()
  const { enter, entering } = useEnter(to)
  const [declining, setDeclining] = useState(false)
  const { name, addedBy } = row
  return (
    <CardPage
      organization={{ id: row.organizationId, name, logoUrl: row.logoUrl }}
      title={
        addedBy ? t('picker.added', { by: addedBy, name }) : t('picker.added-unknown', { name })
      }
      lead={t('picker.added-lead', { role: words.role(row) })}
      below={who}
    >
      {notice}
      <div className={styles.decide}>
        <Button
          kind="primary"
          size="large"
          wide
          autoFocus
          isPending={entering !== null}
          onPress={() => enter(row.memberId)}
        >
          {words.next(row, t('picker.enter-of', { name }))}
        </Button>
        <Button size="large" wide onPress={() => setDeclining(true)}>
          {t('organizations.decline')}
        </Button>
        {row.requires.length > 0 && (
          <p className={styles.asks}>{t('picker.door-asks', { asks: words.asks(row) })}</p>
        )}
      </div>
      {declining && (
        <DeclineDialog organization={row} by={addedBy} onClose={() => setDeclining(false)} />
      )}
    </CardPage>
  )
}
