import type { Connection, OidcSettings, SamlSettings } from '#api/sso.ts'
import { OidcForm } from './oidc-form.tsx'
import { SamlForm } from './saml-form.tsx'

/** What is sent when a provider is entered: by its kind. */
export type GivenProvider = { oidc: OidcSettings } | { saml: SamlSettings }

interface Props {
  of: Pick<Connection, 'kind' | 'provider'>
  /** People are linked through it: another provider would cost them a proof. */
  inUse: boolean
  /** Why nothing can be changed; null where it can. */
  refusal: string | null
  save: (given: GivenProvider) => Promise<unknown>
  /** Something stands in the form that is not saved. */
  onDirty: (dirty: boolean) => void
}

/** What the provider gives, entered by an administrator or by whoever holds the set-up link. */
export function ProviderForm({ of: { kind, provider }, ...props }: Props) {
  return kind === 'oidc' ? (
    <OidcForm {...props} provider={provider?.kind === 'oidc' ? provider : null} />
  ) : (
    <SamlForm {...props} provider={provider?.kind === 'saml' ? provider : null} />
  )
}
