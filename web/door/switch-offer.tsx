import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { OrganizationRow } from '#api/sessions.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { OrganizationLine } from '#web/shell/organization-line.tsx'
import { useOrganizationWords } from '#web/shell/organization-words.ts'
import { useEnter } from '#web/shell/use-enter.ts'
import { Button } from '#web/ui/button.tsx'
import styles from './door.module.css'

/** SW8: "This page is in Globex; you are in Acme": offers the switch, and then goes on to that page. */
export function SwitchOffer({ row, to }: { row: OrganizationRow; to: string | null }) {
  const { t } = useTranslation()
  const words = useOrganizationWords()
  const { enter, entering } = useEnter(to)
  const { data } = useQuery(query('listMyOrganizations'))
  const current = data?.current
  const { name } = row
  return (
    <CardPage
      organization={{ id: row.organizationId, name, logoUrl: row.logoUrl }}
      title={t('switching.offer-title', { name })}
      lead={current && t('switching.offer-lead', { current: current.name })}
    >
      <div className={styles.line}>
        <OrganizationLine row={row} />
      </div>
      <div className={styles.buttons}>
        <Button
          kind="primary"
          size="large"
          wide
          autoFocus
          isPending={entering !== null}
          onPress={() => enter(row.memberId)}
        >
          {words.next(row, t('switching.switch-to', { name }))}
        </Button>
        {current && (
          <Button
            size="large"
            wide
            onPress={() => window.location.assign(paths.tasks(current.slug))}
          >
            {t('door.stay', { name: current.name })}
          </Button>
        )}
      </div>
    </CardPage>
  )
}
