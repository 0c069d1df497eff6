import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { CopyKind } from '#api/founding.ts'
import { client, landIn, query, refresh } from '#web/api.ts'
import { browserTimeZone } from '#web/browser-time-zone.ts'
import { followOutcome } from '#web/follow-outcome.ts'
import { paths } from '#web/paths.ts'
import { DoorStep } from '#web/shell/door-step.tsx'
import { UnseenNotice } from '#web/shell/unseen-notice.tsx'
import type { Coordinate } from '#web/ui/coordinate.ts'
import { CoordinateField } from '#web/ui/coordinate-field.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { CopyCard } from './copy-card.tsx'
import styles from './founding.module.css'

const everything: Record<CopyKind, boolean> = {
  settings: true,
  hubs: true,
  roles: true,
  flows: true,
}

/** Create New Organization (CR1–CR3): name, what to copy, the first hub. Leaves by a full page load into what it made. */
export function CreateForm({ email, inDialog = false }: { email: string; inDialog?: boolean }) {
  const { t } = useTranslation()
  const preview = useQuery(query('previewCopy'))
  const { data: about } = useQuery(query('getAbout'))
  const { data: mine } = useQuery(query('listMyOrganizations'))
  const [name, setName] = useState('')
  const [copyFromFirst, setCopyFromFirst] = useState(false)
  const [copy, setCopy] = useState(everything)
  const [hubName, setHubName] = useState('')
  const [place, setPlace] = useState<Coordinate | null>(null)
  const [proving, setProving] = useState(false)
  // One form makes one organization, however often it is sent (CR5).
  const [idempotencyKey] = useState(() => crypto.randomUUID())

  const found = preview.data
  const bringsHubs = copyFromFirst && copy.hubs && (found?.counts?.hubs ?? 0) > 0
  const create = useMutation({
    mutationFn: () =>
      client.createOrganization({
        idempotencyKey,
        body: {
          name,
          ...(copyFromFirst && { copyFromFirst, copy }),
          ...(!bringsHubs && place && { hub: { name: hubName, ...place } }),
          timeZone: browserTimeZone(),
        },
      }),
    onSuccess: (made) => {
      // The source's door has closed in the meantime: the card above shows what it wants.
      if ('outcome' in made) return refresh('previewCopy')
      if (made.session.outcome !== 'entered') return followOutcome(made.session, null)
      const { organization, member } = made.session
      return landIn(organization, member, paths.report(made.organization.slug))
    },
    onError: (error) => {
      if (error instanceof ApiError && error.type === 'not-signed-in')
        window.location.assign(paths.signIn(paths.create()))
    },
  })

  if (preview.error)
    return <ErrorState error={preview.error} retry={() => void preview.refetch()} />
  if (!found) return <FormSkeleton fields={3} label={t('organizations.create')} />

  const { source, missing, ownedMax, owned } = found
  const [step] = missing
  const full = ownedMax !== null && owned >= ownedMax
  const made = create.isSuccess && !('outcome' in create.data)
  const required = (value: string) => (value.trim() ? null : t('field-errors.required'))
  const form = (
    <Form
      error={create.error}
      isPending={create.isPending || made}
      onSubmit={() => create.mutate()}
      leaveFreely
    >
      <TextField
        label={t('founding.name')}
        name="name"
        size="large"
        autoFocus
        autoComplete="organization"
        placeholder={t('founding.name-example')}
        value={name}
        onChange={setName}
        maxLength={100}
        validate={(value) =>
          required(value) ??
          (value.trim().length < 3 ? t('field-errors.too-short', { min: 3 }) : null)
        }
      />
      {source && (
        <CopyCard
          source={source}
          preview={found}
          isOn={copyFromFirst}
          onToggle={setCopyFromFirst}
          copy={copy}
          onCopy={setCopy}
          onProve={() => setProving(true)}
        />
      )}
      {!bringsHubs && (
        <fieldset className={styles.hub}>
          <legend className={styles.legend}>{t('founding.hub')}</legend>
          <p className={styles.explain}>{t('founding.hub-lead')}</p>
          <TextField
            label={t('founding.hub-name')}
            name="hub/name"
            value={hubName}
            onChange={setHubName}
            maxLength={100}
            placeholder={t('founding.hub-example')}
            validate={required}
          />
          <CoordinateField
            label={t('founding.coordinate')}
            name="hub/latitude"
            value={place}
            onChange={setPlace}
            isRequired
            validationBehavior="native"
            {...(about?.tileUrl && { tileUrl: about.tileUrl })}
          />
        </fieldset>
      )}
      <div className={inDialog ? styles.submit : undefined}>
        <SubmitButton
          size="large"
          wide
          disabledReason={
            full
              ? t('founding.full', { count: ownedMax })
              : copyFromFirst && missing.length > 0
                ? t('founding.door-first', { name: source?.name })
                : null
          }
        >
          {t('founding.create')}
        </SubmitButton>
      </div>
      {full && <p className={styles.explain}>{t('founding.full', { count: ownedMax })}</p>}
    </Form>
  )
  return (
    <>
      {mine?.mailboxInDoubt && (
        <div className={styles.doubt}>
          <UnseenNotice email={mine.email} why="mailbox">
            {t('founding.mailbox')}
          </UnseenNotice>
        </div>
      )}
      {form}
      {source && step && (
        // Beside the form, not in it: a proof is sent by itself.
        <Dialog
          title={t(`door.steps.${step.kind}.title`, { name: source.name })}
          lead={t(`door.steps.${step.kind}.why`, { name: source.name })}
          size="small"
          isOpen={proving}
          onClose={() => setProving(false)}
        >
          <DoorStep
            key={step.kind}
            step={step}
            email={email}
            organizationName={source.name}
            overWork
            onProved={() => void refresh('previewCopy').then(() => setProving(false))}
            onExpired={() => window.location.assign(paths.signIn(paths.create()))}
          />
        </Dialog>
      )}
    </>
  )
}
