import { setTimeout as sleep } from 'node:timers/promises'
import { TOTP } from 'otpauth'
import { inject } from 'vitest'
import { type Client, createClient } from '#api/client.ts'
import type { SignInPolicy } from '#api/policies.ts'
import { readCode } from './mailbox.ts'
import { enterOverApi, type Person, type Team } from './team.ts'

const stepMs = 30_000
/** Longer than a slow machine takes from reading a code to checking it. */
const marginMs = 8000

/** Somebody's phone: shows a code that was not used yet and will still be good when it arrives. */
export interface Device {
  code: () => Promise<string>
}

/** Scans a secret. Within the window of one step to each side three codes are good at any time. */
export function scan(secret: string): Device {
  const totp = new TOTP({ secret: secret.replaceAll(/\s/g, '') })
  let last = 0
  return {
    code: async () => {
      const now = Date.now()
      const oldest = Math.floor((now + marginMs) / stepMs) - 1
      const step = Math.max(last + 1, oldest)
      last = step
      await sleep(Math.max(0, (step - 1) * stepMs - now))
      return totp.generate({ timestamp: step * stepMs })
    },
  }
}

/** Over the API, by whoever has just signed in. */
export async function enrol(client: Client, email: string) {
  await client.sendEmailCode()
  await client.proveEmailCode({ body: { code: await readCode(email) } })
  const { secret } = await client.startEnrolment()
  const device = scan(secret)
  const { recoveryCodes } = await client.confirmEnrolment({ body: { code: await device.code() } })
  return { device, recoveryCodes }
}

/** As `enrol`, in a log-in of its own; before the only organization of theirs asks for it. */
export async function enrolPerson(person: Person) {
  const { token } = await enterOverApi(person)
  return enrol(createClient({ baseUrl: inject('origin'), token }), person.email)
}

/** Changes what the door of a team demands, at once. */
export async function demand({ client }: Team, change: Partial<SignInPolicy>) {
  const { policy } = await client.getSignInPolicy()
  await client.updateSignInPolicy({ body: { policy: { ...policy, ...change } } })
}

/** Demands an authenticator; its owner has one, or it would be refused. */
export async function demandAuthenticator(team: Team) {
  const owner = await enrol(team.client, team.owner.email)
  await demand(team, { secondFactor: 'totp' })
  return owner
}
