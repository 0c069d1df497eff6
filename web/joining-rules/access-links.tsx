import { useMutation, useQuery } from '@tanstack/react-query'
import { Link2, Plus, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccessLink } from '#api/joining.ts'
import { client, query, refresh } from '#web/api.ts'
import { Note } from '#web/shell/note.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import type { Tone } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { StatusDot } from '#web/ui/status-dot.tsx'
import { type Column, Table } from '#web/ui/table.tsx'
import { toast } from '#web/ui/toast.tsx'
import { CreateLinkDialog } from './create-link-dialog.tsx'
import styles from './joining-rules.module.css'

const tones: Record<AccessLink['status'], Tone> = {
  open: 'green',
  expired: 'neutral',
  'used-up': 'amber',
  revoked: 'neutral',
}

const hubsShown = 3

/** The organization's access links: who may come by each, how long, how many, and how many did (US6). */
export function AccessLinks({ open }: { open: boolean | null }) {
  const { t } = useTranslation()
  const refusal = useRefusal('createAccessLink')
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<AccessLink | null>(null)
  const links = useQuery(query('listAccessLinks'))
  const columns = useColumns(setRevoking)
  const create = (
    <Button icon={<Plus size={16} />} disabledReason={refusal} onPress={() => setCreating(true)}>
      {t('joining.links.create')}
    </Button>
  )
  const none = links.data?.items.length === 0
  return (
    <Card title={t('joining.links.title')} action={!none && create} flush>
      <p className={styles.lead}>{t('joining.links.lead')}</p>
      {open === false && !none && (
        <div className={styles.off}>
          <Note icon={<TriangleAlert size={16} />}>{t('joining.links.off')}</Note>
        </div>
      )}
      {links.error && !links.data ? (
        <ErrorState error={links.error} retry={() => void links.refetch()} />
      ) : (
        <Table
          label={t('joining.links.title')}
          columns={columns}
          rows={links.data?.items}
          rowKey={({ id }) => id}
          rowLabel={({ name }) => name}
          empty={
            <EmptyState icon={<Link2 size={20} />} title={t('joining.links.none')} action={create}>
              {t('joining.links.none-text')}
            </EmptyState>
          }
        />
      )}
      {creating && <CreateLinkDialog onClose={() => setCreating(false)} />}
      {revoking && <RevokeDialog link={revoking} onClose={() => setRevoking(null)} />}
    </Card>
  )
}

function RevokeDialog({ link, onClose }: { link: AccessLink; onClose: () => void }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const { id, name } = link
  const revoke = useMutation({
    mutationFn: () => client.revokeAccessLink({ params: { accessLinkId: id } }),
    onSuccess: () => {
      void refresh('listAccessLinks')
      toast(t('joining.links.revoked', { name }))
      onClose()
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={t('joining.links.revoke-question', { name })}
      confirm={t('joining.links.revoke')}
      danger
      isOpen
      isPending={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      {t('joining.links.revoke-text')}
    </ConfirmDialog>
  )
}

/** The first few by name, all of them to whoever points. */
function Hubs({ hubs }: Pick<AccessLink, 'hubs'>) {
  const { t } = useTranslation()
  const names = hubs.map(({ name }) => name)
  const shown = names.slice(0, names.length > hubsShown ? hubsShown - 1 : hubsShown).join(', ')
  const more = names.length > hubsShown ? names.length - hubsShown + 1 : 0
  if (names.length === 0) return <>{t('joining.links.no-hubs')}</>
  return (
    <span className={styles.whole} title={names.join(', ')}>
      {more > 0 ? t('joining.links.hubs-more', { names: shown, count: more }) : shown}
    </span>
  )
}

function useColumns(onRevoke: (link: AccessLink) => void): Column<AccessLink>[] {
  const { t } = useTranslation()
  const refusal = useRefusal('revokeAccessLink')
  const format = useFormat(useSession().organization.timeZone)
  return [
    {
      id: 'name',
      header: t('joining.links.name'),
      title: true,
      width: '22%',
      cell: ({ name, createdBy, createdAt }) => (
        <span className={styles.two}>
          <span>{name}</span>
          <span className={styles.quiet}>
            {createdBy
              ? t('joining.links.by', { name: createdBy, date: format.date(createdAt) })
              : format.date(createdAt)}
          </span>
        </span>
      ),
    },
    {
      id: 'domains',
      header: t('joining.links.domains'),
      cell: ({ domains }) => (
        <span className={styles.whole}>
          {domains.length > 0 ? domains.join(', ') : t('joining.links.any-domain')}
        </span>
      ),
    },
    {
      id: 'hubs',
      header: t('joining.links.hubs'),
      cell: ({ hubs }) => <Hubs hubs={hubs} />,
    },
    {
      id: 'expires',
      header: t('joining.links.expires'),
      width: '150px',
      cell: ({ expiresAt }) => (expiresAt ? format.dateTime(expiresAt) : t('joining.links.never')),
    },
    {
      id: 'uses',
      header: t('joining.links.uses'),
      width: '90px',
      align: 'end',
      cell: ({ uses, usesMax }) =>
        usesMax === null
          ? format.number(uses)
          : t('joining.links.uses-of', { uses: format.number(uses), max: format.number(usesMax) }),
    },
    {
      id: 'status',
      header: t('joining.links.status-title'),
      width: '110px',
      cell: ({ status }) => (
        <StatusDot tone={tones[status]}>{t(`joining.links.status.${status}`)}</StatusDot>
      ),
    },
    {
      id: 'revoke',
      header: t('joining.links.actions'),
      width: '110px',
      align: 'end',
      cell: (link) =>
        link.status === 'revoked' ? null : (
          <Button
            size="small"
            disabledReason={refusal}
            aria-label={t('joining.links.revoke-one', { name: link.name })}
            onPress={() => onRevoke(link)}
          >
            {t('joining.links.revoke')}
          </Button>
        ),
    },
  ]
}
