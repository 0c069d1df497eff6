import type { SignInPolicy } from '#api/policies.ts'
import { type FieldError, problem } from '#api/problem.ts'
import type { EnabledConnection } from './enabled-connections.ts'

/**
 * Refuses a policy that cannot mean what it says (DR6), with an error at each field. That a mailbox code can arrive before it
 * is too old, the schema says already (at least 300 seconds).
 *
 * @throws values-refused
 */
export function refuseContradictions(
  policy: SignInPolicy,
  connections: readonly EnabledConnection[],
): void {
  const errors: FieldError[] = []
  if (policy.idleSeconds > policy.sessionSeconds)
    errors.push({
      pointer: '#/policy/idleSeconds',
      detail: 'A session ends before it could idle out: the idle time is longer than a session.',
      code: 'longer-than-session',
    })
  if ((policy.evidenceSeconds ?? 0) > policy.sessionSeconds)
    errors.push({
      pointer: '#/policy/evidenceSeconds',
      detail: 'No proof becomes older than a session. Leave this out to let it count as long.',
      code: 'longer-than-session',
    })
  if (policy.firstFactor === 'sso' && connections.length === 0)
    errors.push({
      pointer: '#/policy/firstFactor',
      detail: 'This organization has no enabled connection for single sign-on.',
      code: 'no-connection',
    })
  if (errors.length > 0) throw problem('values-refused', { errors })
}
