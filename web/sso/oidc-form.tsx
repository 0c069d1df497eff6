import { useMutation } from '@tanstack/react-query'
import { Unlink } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { type Connection, clientAuthentications, type OidcSettings } from '#api/sso.ts'
import { Note } from '#web/shell/note.tsx'
import { useDraft } from '#web/shell/use-draft.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { PasswordField } from '#web/ui/password-field.tsx'
import { Select } from '#web/ui/select.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { onLockOut } from './on-lock-out.ts'

export type OidcProvider = Extract<Connection['provider'], { kind: 'oidc' }>

interface Props {
  provider: OidcProvider | null
  inUse: boolean
  refusal: string | null
  save: (given: { oidc: OidcSettings }) => Promise<unknown>
  onDirty: (dirty: boolean) => void
}

const fresh = {
  issuer: '',
  clientId: '',
  clientAuthentication: 'client_secret_basic',
  scopes: 'openid email profile',
  signOutThere: false,
} as const

/** An OpenID provider: its issuer, and who we are there. The secret goes in and never comes out. */
export function OidcForm({ provider, inUse, refusal, save: onSave, onDirty }: Props) {
  const { t } = useTranslation()
  const isDisabled = refusal !== null
  const { issuer, clientId, clientAuthentication, scopes, signOutThere } = provider ?? fresh
  const draft = useDraft<OidcSettings & { clientSecret: string }>({
    issuer,
    clientId,
    clientAuthentication,
    scopes,
    signOutThere,
    clientSecret: '',
  })
  const { value, dirty } = draft
  useEffect(() => onDirty(dirty), [dirty, onDirty])
  const bySecret = value.clientAuthentication !== 'private_key_jwt'
  // A secret is only ever sent to the issuer, and as the client, that it was given for.
  const same =
    provider?.issuer === value.issuer.trim() && provider.clientId === value.clientId.trim()
  const kept = provider?.hasSecret === true && same
  const save = useMutation({
    mutationFn: () => {
      const { clientSecret, ...settings } = value
      return onSave({
        oidc: { ...settings, ...(bySecret && clientSecret !== '' && { clientSecret }) },
      })
    },
    onSuccess: () => {
      draft.reset()
      toast({ text: t('sso.provider-saved'), description: t('sso.provider-saved-next') })
    },
  })
  return (
    <Form
      error={onLockOut(save.error, t('sso.locks-out'), t('sso.locks-out-text'))}
      isPending={save.isPending}
      dirty={dirty}
      onSubmit={() => save.mutate()}
    >
      <TextField
        label={t('sso.oidc.issuer')}
        name="oidc/issuer"
        help={t('sso.oidc.issuer-help')}
        type="url"
        isRequired
        isDisabled={isDisabled}
        maxLength={2000}
        autoComplete="off"
        autoCapitalize="none"
        placeholder="https://login.example.com"
        value={value.issuer}
        onChange={(next) => draft.change({ issuer: next })}
      />
      <TextField
        label={t('sso.oidc.client')}
        name="oidc/clientId"
        help={t('sso.oidc.client-help')}
        isRequired
        isDisabled={isDisabled}
        maxLength={500}
        autoComplete="off"
        autoCapitalize="none"
        value={value.clientId}
        onChange={(next) => draft.change({ clientId: next })}
      />
      <Select
        label={t('sso.oidc.authentication')}
        name="oidc/clientAuthentication"
        help={t(`sso.oidc.authentication-texts.${value.clientAuthentication}`)}
        isDisabled={isDisabled}
        choices={clientAuthentications.map((id) => ({
          id,
          label: t(`sso.oidc.authentications.${id}`),
        }))}
        value={value.clientAuthentication}
        onChange={(next) => draft.change({ clientAuthentication: next })}
      />
      {bySecret && (
        <PasswordField
          label={t('sso.oidc.secret')}
          name="oidc/clientSecret"
          help={t(
            kept
              ? 'sso.oidc.secret-kept'
              : provider?.hasSecret
                ? 'sso.oidc.secret-again'
                : 'sso.oidc.secret-help',
          )}
          autoComplete="new-password"
          isRequired={!kept}
          isDisabled={isDisabled}
          maxLength={2000}
          value={value.clientSecret}
          onChange={(next) => draft.change({ clientSecret: next })}
        />
      )}
      <TextField
        label={t('sso.oidc.scopes')}
        name="oidc/scopes"
        help={t('sso.oidc.scopes-help')}
        isRequired
        isDisabled={isDisabled}
        maxLength={500}
        autoComplete="off"
        autoCapitalize="none"
        value={value.scopes}
        onChange={(next) => draft.change({ scopes: next })}
      />
      <Checkbox
        name="oidc/signOutThere"
        isDisabled={isDisabled}
        description={t('sso.oidc.sign-out-text')}
        isSelected={value.signOutThere}
        onChange={(next) => draft.change({ signOutThere: next })}
      >
        {t('sso.oidc.sign-out')}
      </Checkbox>
      {inUse && !same && <Note icon={<Unlink size={16} />}>{t('sso.oidc.identity-changes')}</Note>}
      <FormActions>
        <SubmitButton disabledReason={refusal}>{t('sso.provider-save')}</SubmitButton>
        {dirty && <Button onPress={draft.reset}>{t('sso.discard')}</Button>}
      </FormActions>
    </Form>
  )
}
