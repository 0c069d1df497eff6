import { useMutation } from '@tanstack/react-query'
import { FileUp, Unlink } from 'lucide-react'
import { useEffect, useState } from 'react'
import { FileTrigger } from 'react-aria-components/FileTrigger'
import { useTranslation } from 'react-i18next'
import type { Connection, SamlSettings } from '#api/sso.ts'
import { Note } from '#web/shell/note.tsx'
import { Button } from '#web/ui/button.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { Certificates } from './certificates.tsx'
import { onLockOut } from './on-lock-out.ts'
import { pemsOf } from './pems-of.ts'
import { ReadAgain } from './read-again.tsx'
import styles from './sso.module.css'

type SamlProvider = Extract<Connection['provider'], { kind: 'saml' }>

interface Props {
  provider: SamlProvider | null
  inUse: boolean
  refusal: string | null
  save: (given: { saml: SamlSettings }) => Promise<unknown>
  onDirty: (dirty: boolean) => void
}

/** A SAML identity provider: as it is known, and a form in its place to enter it anew. */
export function SamlForm({ provider, ...props }: Props) {
  const { t } = useTranslation()
  const [replacing, setReplacing] = useState(false)
  const done = () => setReplacing(false)
  if (!provider) return <EnterForm {...props} provider={null} onDone={done} />
  return (
    <>
      <Facts
        facts={[
          { name: t('sso.saml.entity'), value: provider.entityId },
          { name: t('sso.saml.sign-in-url'), value: provider.signInUrl },
          {
            name: t('sso.saml.metadata-url'),
            value: provider.metadataUrl ?? t('sso.saml.no-metadata-url'),
          },
        ]}
      />
      <Certificates certificates={provider.certificates} />
      {replacing ? (
        <EnterForm {...props} provider={provider} onDone={done} />
      ) : (
        <div className={styles.buttons}>
          {provider.metadataUrl && (
            <ReadAgain
              metadataUrl={provider.metadataUrl}
              refusal={props.refusal}
              save={props.save}
            />
          )}
          <Button disabledReason={props.refusal} onPress={() => setReplacing(true)}>
            {t('sso.saml.replace')}
          </Button>
        </div>
      )}
    </>
  )
}

const ways = ['url', 'metadata', 'fields'] as const
type From = (typeof ways)[number]

function EnterForm({
  provider,
  inUse,
  refusal,
  save: onSave,
  onDirty,
  onDone,
}: Props & { onDone: () => void }) {
  const { t } = useTranslation()
  const isDisabled = refusal !== null
  const [from, setFrom] = useState<From>('url')
  const [value, setValue] = useState({
    metadataUrl: provider?.metadataUrl ?? '',
    metadata: '',
    entityId: provider?.entityId ?? '',
    signInUrl: provider?.signInUrl ?? '',
    certificates: '',
  })
  const change = (patch: Partial<typeof value>) => setValue((before) => ({ ...before, ...patch }))
  const dirty = {
    url: value.metadataUrl !== '',
    metadata: value.metadata !== '',
    fields: value.entityId + value.signInUrl + value.certificates !== '',
  }[from]
  useEffect(() => {
    onDirty(dirty)
    return () => onDirty(false)
  }, [dirty, onDirty])
  const save = useMutation({
    mutationFn: () => {
      const { metadataUrl, metadata, entityId, signInUrl, certificates } = value
      const saml = {
        url: { from: 'url', metadataUrl },
        metadata: { from: 'metadata', metadata },
        fields: { from: 'fields', entityId, signInUrl, certificates: pemsOf(certificates) },
      } as const
      return onSave({ saml: saml[from] })
    },
    onSuccess: () => {
      toast({ text: t('sso.provider-saved'), description: t('sso.provider-saved-next') })
      onDone()
    },
  })
  return (
    <Form
      error={onLockOut(save.error, t('sso.locks-out'), t('sso.locks-out-text'))}
      isPending={save.isPending}
      dirty={dirty}
      onSubmit={() => save.mutate()}
    >
      <RadioGroup
        label={t('sso.saml.from')}
        isDisabled={isDisabled}
        choices={ways.map((id) => ({
          id,
          label: t(`sso.saml.ways.${id}`),
          description: t(`sso.saml.way-texts.${id}`),
        }))}
        value={from}
        onChange={(next) => {
          save.reset()
          setFrom(next)
        }}
      />
      {from === 'url' && (
        <TextField
          label={t('sso.saml.metadata-url')}
          name="saml/metadataUrl"
          type="url"
          isRequired
          isDisabled={isDisabled}
          maxLength={2000}
          autoComplete="off"
          placeholder="https://login.example.com/metadata.xml"
          value={value.metadataUrl}
          onChange={(metadataUrl) => change({ metadataUrl })}
        />
      )}
      {from === 'metadata' && (
        <>
          <TextField
            label={t('sso.saml.metadata')}
            name="saml/metadata"
            rows={8}
            isRequired
            isDisabled={isDisabled}
            maxLength={500_000}
            autoComplete="off"
            placeholder="<EntityDescriptor …"
            value={value.metadata}
            onChange={(metadata) => change({ metadata })}
          />
          <div>
            <FileTrigger
              acceptedFileTypes={[
                '.xml',
                'text/xml',
                'application/xml',
                'application/samlmetadata+xml',
              ]}
              onSelect={(files) =>
                void files?.[0]?.text().then(
                  (metadata) => change({ metadata }),
                  () => toast({ text: t('sso.saml.file-failed'), tone: 'error' }),
                )
              }
            >
              <Button icon={<FileUp size={14} />} disabledReason={refusal}>
                {t('sso.saml.file')}
              </Button>
            </FileTrigger>
          </div>
        </>
      )}
      {from === 'fields' && (
        <>
          <TextField
            label={t('sso.saml.entity')}
            name="saml/entityId"
            isRequired
            isDisabled={isDisabled}
            maxLength={1000}
            autoComplete="off"
            autoCapitalize="none"
            value={value.entityId}
            onChange={(entityId) => change({ entityId })}
          />
          <TextField
            label={t('sso.saml.sign-in-url')}
            name="saml/signInUrl"
            help={t('sso.saml.sign-in-url-help')}
            type="url"
            isRequired
            isDisabled={isDisabled}
            maxLength={2000}
            autoComplete="off"
            value={value.signInUrl}
            onChange={(signInUrl) => change({ signInUrl })}
          />
          <TextField
            label={t('sso.saml.certificates')}
            name="saml/certificates/0"
            help={t('sso.saml.certificates-help')}
            rows={6}
            isRequired
            isDisabled={isDisabled}
            maxLength={200_000}
            autoComplete="off"
            placeholder="-----BEGIN CERTIFICATE-----"
            value={value.certificates}
            onChange={(certificates) => change({ certificates })}
          />
        </>
      )}
      {inUse && <Note icon={<Unlink size={16} />}>{t('sso.saml.identity-changes')}</Note>}
      <FormActions>
        <SubmitButton disabledReason={refusal}>{t('sso.provider-save')}</SubmitButton>
        {provider && <Button onPress={onDone}>{t('ui.cancel')}</Button>}
      </FormActions>
    </Form>
  )
}
