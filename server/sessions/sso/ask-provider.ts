import { addressesOf } from '#server/sso/addresses.ts'
import type { AttemptSecrets } from '#server/sso/attempt.ts'
import type { OpenedConnection } from '#server/sso/connection.ts'
import { startOidc } from '#server/sso/oidc.ts'
import { startSaml } from '#server/sso/saml.ts'
import type { SsoOptions } from './sso-options.ts'

interface Question {
  state: string
  secrets: AttemptSecrets
  loginHint: string | null
  /** 0: the person must show the provider anew who they are; null: whenever they have. */
  maxAgeSeconds: number | null
}

/**
 * Where to send the browser, by what the connection speaks. Outside any transaction: the provider may be slow.
 *
 * @throws SsoRefusal
 */
export async function askProvider(
  { outside, publicUrl }: SsoOptions,
  connection: OpenedConnection,
  question: Question,
  now: Date,
): Promise<{ url: string; requestId: string | null }> {
  const addresses = addressesOf(publicUrl, connection.id)
  const forced = question.maxAgeSeconds === 0
  if (connection.kind === 'saml')
    return startSaml(connection, addresses, { state: question.state, forceAuthn: forced, now })
  const url = await startOidc(outside, connection, addresses, { ...question, promptLogin: forced })
  return { url, requestId: null }
}
