import type { Step } from '#api/door.ts'
import type { Connection } from './policy.ts'

/** The steps that doors ask for, each with where it is proved. */
export const steps = {
  password: { kind: 'password', proveAt: '/api/v1/proofs/password' },
  sso: (connections: readonly Pick<Connection, 'id' | 'name'>[]): Step => ({
    kind: 'sso',
    connections: connections.map(({ id, name }) => ({ id, name })),
    proveAt: '/api/v1/sso/attempts',
  }),
  emailCode: { kind: 'email_otp', reason: 'demanded', proveAt: '/api/v1/proofs/email-code' },
  mailbox: { kind: 'email_otp', reason: 'mailbox-in-doubt', proveAt: '/api/v1/proofs/email-code' },
  totp: (enrolled: boolean): Step => ({
    kind: 'totp',
    enrolled,
    proveAt: enrolled ? '/api/v1/proofs/totp' : '/api/v1/me/authenticator/enrolment',
  }),
  newPassword: (reason: 'expired' | 'temporary'): Step => ({
    kind: 'new_password',
    reason,
    proveAt: '/api/v1/me/password',
  }),
} as const satisfies Record<string, Step | ((of: never) => Step)>
