import { useMutation, useQuery } from '@tanstack/react-query'
import { Globe, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { Connection, ProvedDomain } from '#api/sso.ts'
import { client, query, refresh } from '#web/api.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { IconButton } from '#web/ui/icon-button.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { Select } from '#web/ui/select.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { StatusDot } from '#web/ui/status-dot.tsx'
import { toast } from '#web/ui/toast.tsx'
import { AddDomainDialog } from './add-domain-dialog.tsx'
import { CopyRows } from './copy-rows.tsx'
import styles from './sso.module.css'

interface Props {
  connections: readonly Connection[]
}

/** The e-mail domains of the organization: how each is proved, and where its people are led (LG5). */
export function Domains({ connections }: Props) {
  const { t } = useTranslation()
  const refusal = useRefusal('addDomain')
  const [adding, setAdding] = useState(false)
  const domains = useQuery(query('listDomains'))
  return (
    <div id="domains">
      <Card
        title={t('sso.domains.title')}
        flush
        action={
          <Button
            icon={<Plus size={16} />}
            disabledReason={refusal}
            onPress={() => setAdding(true)}
          >
            {t('sso.domains.add')}
          </Button>
        }
      >
        <p className={styles.domainsLead}>{t('sso.domains.lead')}</p>
        {domains.error && !domains.data ? (
          <ErrorState error={domains.error} retry={() => void domains.refetch()} />
        ) : !domains.data ? (
          <div className={styles.domainsLoading}>
            <ListSkeleton rows={2} label={t('sso.domains.title')} />
          </div>
        ) : domains.data.items.length === 0 ? (
          <p className={styles.noDomains}>
            <Globe size={16} aria-hidden /> {t('sso.domains.none')}
          </p>
        ) : (
          <ul aria-label={t('sso.domains.title')} className={styles.domains}>
            {domains.data.items.map((domain) => (
              <DomainRow key={domain.id} domain={domain} connections={connections} />
            ))}
          </ul>
        )}
      </Card>
      {adding && <AddDomainDialog connections={connections} onClose={() => setAdding(false)} />}
    </div>
  )
}

const tones = { waiting: 'neutral', proved: 'green', failing: 'amber' } as const

function DomainRow({ domain, connections }: { domain: ProvedDomain } & Props) {
  const { t } = useTranslation()
  const { timeZone } = useSession().organization
  const format = useFormat(timeZone)
  const say = useProblemText()
  const refusals = {
    update: useRefusal('updateDomain'),
    check: useRefusal('checkDomain'),
    remove: useRefusal('removeDomain'),
  }
  const [asking, setAsking] = useState(false)
  const [shown, setShown] = useState(domain.status !== 'proved')
  const { id, record, status, connectionId, checkedAt, provedAt } = domain
  const params = { domainId: id }
  const fail = (error: Error) => {
    const { title, detail } = say(error)
    setAsking(false)
    toast({ text: title, description: detail, tone: 'error' })
  }
  const check = useMutation({
    mutationFn: () => client.checkDomain({ params }),
    onSuccess: () => {
      setShown(false)
      toast(t('sso.domains.proved-now', { domain: domain.domain }))
    },
    // Also a look that found nothing is written down.
    onSettled: () => refresh('listDomains'),
  })
  const lead = useMutation({
    mutationFn: (to: string | null) =>
      client.updateDomain({
        params,
        body: { connectionId: connections.find((one) => one.id === to)?.id ?? null },
      }),
    onSuccess: () => refresh('listDomains'),
    onError: fail,
  })
  const remove = useMutation({
    mutationFn: () => client.removeDomain({ params }),
    onSuccess: () => {
      void refresh('listDomains')
      toast(t('sso.domains.removed', { domain: domain.domain }))
    },
    onError: fail,
  })
  const wrong = check.error && say(check.error)
  const expected = check.error instanceof ApiError && check.error.type === 'domain-not-proved'
  return (
    <li className={styles.domain}>
      <div className={styles.domainHead}>
        <div className={styles.domainName}>
          <h3>{domain.domain}</h3>
          <StatusDot tone={tones[status]}>{t(`sso.domains.status.${status}`)}</StatusDot>
          <p className={styles.quiet}>
            {t(`sso.domains.texts.${status}`, {
              time: provedAt ? format.dateTime(provedAt) : '',
            })}
          </p>
        </div>
        <div className={styles.domainTools}>
          <Select
            label={t('sso.domains.leads', { domain: domain.domain })}
            hideLabel
            isDisabled={refusals.update !== null || lead.isPending}
            choices={[
              { id: 'none', label: t('sso.domains.leads-nowhere') },
              ...connections.map(({ id, name }) => ({
                id: id as string,
                label: t('sso.domains.leads-to', { name }),
              })),
            ]}
            value={connectionId ?? 'none'}
            onChange={(next) => lead.mutate(next === 'none' ? null : next)}
          />
          <Button size="small" aria-expanded={shown} onPress={() => setShown(!shown)}>
            {t(shown ? 'sso.domains.hide' : 'sso.domains.show')}
          </Button>
          <IconButton
            label={t('sso.domains.remove', { domain: domain.domain })}
            icon={<Trash2 size={14} />}
            disabledReason={refusals.remove}
            onPress={() => setAsking(true)}
          />
        </div>
      </div>
      {shown && (
        <div className={styles.record}>
          <p className={styles.words}>{t('sso.domains.record')}</p>
          <CopyRows
            rows={[
              { label: t('sso.domains.record-name'), value: record.name },
              { label: t('sso.domains.record-value'), value: record.value },
            ]}
          />
          <div className={styles.line}>
            <Button
              isPending={check.isPending}
              disabledReason={refusals.check}
              onPress={() => check.mutate()}
            >
              {t('sso.domains.check')}
            </Button>
            <p className={styles.quiet}>
              {checkedAt
                ? t('sso.domains.checked', { time: format.dateTime(checkedAt) })
                : t('sso.domains.not-checked')}
            </p>
          </div>
          {wrong && (
            <p role="alert" className={expected ? styles.amber : styles.error}>
              {wrong.title}. {wrong.detail}
            </p>
          )}
        </div>
      )}
      <ConfirmDialog
        title={t('sso.domains.remove-question', { domain: domain.domain })}
        confirm={t('sso.domains.remove-confirm')}
        danger
        isOpen={asking}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        {t('sso.domains.remove-warning')}
      </ConfirmDialog>
    </li>
  )
}
