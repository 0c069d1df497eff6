import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connection } from '#api/sso.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Page } from '#web/ui/page.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { type Column, Table } from '#web/ui/table.tsx'
import { CertificateBadge, StatusBadge } from './connection-words.tsx'
import { CreateConnectionDialog } from './create-connection-dialog.tsx'
import { Domains } from './domains.tsx'
import styles from './sso.module.css'

/** The organization's connections to identity providers, and the domains that it has proved (SS1). */
export function SingleSignOnPage() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const refusal = useRefusal('createConnection')
  const [creating, setCreating] = useState(false)
  const connections = useQuery(query('listConnections'))
  const columns = useColumns()
  const add = (
    <Button
      kind="primary"
      icon={<Plus size={16} />}
      disabledReason={refusal}
      onPress={() => setCreating(true)}
    >
      {t('sso.add')}
    </Button>
  )
  const none = connections.data?.items.length === 0
  return (
    <Page title={t('sso.heading')} lead={t('sso.lead')} action={!none && add}>
      {connections.error && !connections.data ? (
        <ErrorState error={connections.error} retry={() => void connections.refetch()} />
      ) : (
        <Table
          label={t('sso.connections')}
          columns={columns}
          rows={connections.data?.items}
          rowKey={({ id }) => id}
          rowLabel={({ name }) => name}
          rowHref={({ id }) => paths.connection(slug, id)}
          empty={
            <div className={styles.none}>
              <EmptyState icon={<KeyRound size={20} />} title={t('sso.none.title')} action={add}>
                {t('sso.none.text')}
              </EmptyState>
            </div>
          }
        />
      )}
      <Domains connections={connections.data?.items ?? []} />
      {creating && <CreateConnectionDialog onClose={() => setCreating(false)} />}
    </Page>
  )
}

function useColumns(): Column<Connection>[] {
  const { t } = useTranslation()
  const { timeZone } = useSession().organization
  const format = useFormat(timeZone)
  return [
    { id: 'name', header: t('sso.name'), title: true, width: '22%', cell: ({ name }) => name },
    {
      id: 'kind',
      header: t('sso.kind'),
      width: '130px',
      cell: ({ kind }) => t(`sso.kinds.${kind}`),
    },
    {
      id: 'status',
      header: t('sso.status-title'),
      cell: (connection) => (
        <span className={styles.badges}>
          <StatusBadge status={connection.status} />
          <CertificateBadge certificateExpiresAt={connection.certificateExpiresAt} />
          {connection.metadataError && <Badge tone="amber">{t('sso.metadata-failed')}</Badge>}
        </span>
      ),
    },
    {
      id: 'people',
      header: t('sso.linked'),
      width: '80px',
      align: 'end',
      cell: ({ linkedMembers }) => format.number(linkedMembers),
    },
    {
      id: 'last',
      header: t('sso.last'),
      width: '130px',
      cell: ({ lastSignInAt }) =>
        lastSignInAt ? <RelativeTime time={lastSignInAt} timeZone={timeZone} /> : t('sso.never'),
    },
  ]
}
