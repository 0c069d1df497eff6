import { useMutation, useQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useParams } from '@tanstack/react-router'
import { ArrowLeft, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connection } from '#api/sso.ts'
import { client, query } from '#web/api.ts'
import { connectionTabs, paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { Tabs } from '#web/ui/tabs.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { CertificateBadge, StatusBadge } from './connection-words.tsx'
import { RemoveConnectionDialog } from './remove-connection-dialog.tsx'
import styles from './sso.module.css'
import { keepConnection } from './use-connection.ts'

/** One connection: its set-up, whom it lets join as what, and what happened on it. */
export function ConnectionPage() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const { pathname } = useLocation()
  const { connectionId = '' } = useParams({ strict: false })
  const connection = useQuery({
    ...query('getConnection', { params: { connectionId } }),
    // What somebody edits is not replaced under their hands.
    refetchOnWindowFocus: false,
  })
  const { data } = connection
  if (!data)
    return (
      <Page title={t('sso.one')} width="narrow">
        {connection.error ? (
          <ErrorState
            error={connection.error}
            retry={() => void connection.refetch()}
            action={<Link href={paths.singleSignOn(slug)}>{t('sso.back')}</Link>}
          />
        ) : (
          <FormSkeleton label={t('sso.one')} fields={6} />
        )}
      </Page>
    )
  const tab = connectionTabs.find((id) => pathname.endsWith(`/${id}`)) ?? 'set-up'
  return (
    <Page
      title={data.name}
      width="narrow"
      lead={<Lead connection={data} />}
      action={<Actions connection={data} />}
    >
      <Link href={paths.singleSignOn(slug)} kind="plain" className={styles.back}>
        <ArrowLeft size={14} aria-hidden /> {t('sso.back')}
      </Link>
      <Tabs
        label={data.name}
        tabs={connectionTabs.map((id) => ({ id, label: t(`sso.tabs.${id}`) }))}
        value={tab}
        onChange={(next) => go(paths.connection(slug, connectionId, next))}
      >
        <div className={styles.tab}>
          <Outlet />
        </div>
      </Tabs>
    </Page>
  )
}

function Lead({ connection }: { connection: Connection }) {
  const { t } = useTranslation()
  const { timeZone } = useSession().organization
  const format = useFormat()
  const { kind, status, linkedMembers, lastSignInAt, certificateExpiresAt } = connection
  return (
    <span className={styles.badges}>
      <StatusBadge status={status} />
      <CertificateBadge certificateExpiresAt={certificateExpiresAt} />
      <span>
        {t(`sso.kinds.${kind}`)} ·{' '}
        {t('sso.linked-count', { count: linkedMembers, number: format.number(linkedMembers) })} ·{' '}
        {lastSignInAt ? (
          <>
            {t('sso.last')} <RelativeTime time={lastSignInAt} timeZone={timeZone} />
          </>
        ) : (
          t('sso.last-never')
        )}
      </span>
    </span>
  )
}

function Actions({ connection }: { connection: Connection }) {
  const { t } = useTranslation()
  const mayEdit = useRefusal('updateConnection')
  const mayDelete = useRefusal('removeConnection')
  const [open, setOpen] = useState<'rename' | 'delete' | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <Button
        icon={<Pencil size={14} />}
        disabledReason={mayEdit}
        onPress={() => setOpen('rename')}
      >
        {t('sso.rename')}
      </Button>
      <Button
        icon={<Trash2 size={14} />}
        disabledReason={mayDelete}
        onPress={() => setOpen('delete')}
      >
        {t('sso.remove')}
      </Button>
      {open === 'rename' && <RenameDialog connection={connection} onClose={close} />}
      {open === 'delete' && <RemoveConnectionDialog connection={connection} onClose={close} />}
    </>
  )
}

function RenameDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(connection.name)
  const save = useMutation({
    mutationFn: () =>
      client.updateConnection({ params: { connectionId: connection.id }, body: { name } }),
    onSuccess: (saved) => {
      keepConnection(saved)
      toast(t('sso.renamed', { name: saved.name }))
      onClose()
    },
  })
  return (
    <Dialog title={t('sso.rename-title', connection)} isOpen onClose={onClose} size="small">
      <Form
        error={save.error}
        isPending={save.isPending}
        dirty={name.trim() !== connection.name}
        leaveFreely
        onSubmit={() => save.mutate()}
      >
        <TextField
          label={t('sso.name')}
          name="name"
          help={t('sso.name-help')}
          autoFocus
          isRequired
          maxLength={60}
          autoComplete="off"
          value={name}
          onChange={setName}
        />
        <FormActions>
          <SubmitButton />
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
