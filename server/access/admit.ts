import { problem } from '#api/problem.ts'
import type { Access } from '#api/route.ts'
import type { Caller } from './caller.ts'

/** All that a break-glass code opens (DR6). */
const behindGlass: ReadonlySet<Access> = new Set([
  'sign_in_policy:view',
  'sign_in_policy:edit',
  'single_sign_on:view',
  'single_sign_on:edit',
])

/**
 * Throws unless this caller may use a route with this access. Reads nothing but its arguments.
 *
 * @throws not-signed-in, organization-not-chosen, step-up-required, registration-unfinished, not-permitted
 */
export function admit(access: Access, caller: Caller | null): void {
  if (access === 'public') return
  if (!caller) throw problem('not-signed-in')
  if (access === 'proving') return
  // An identity provider named them, and nobody has proved yet that they are it: that is nobody (SS2).
  if (caller.evidence.length === 0) throw problem('not-signed-in')
  if (access === 'pending') return
  if (caller.kind === 'pending') throw problem('organization-not-chosen')
  if (access === 'step-up') return
  if (caller.missing.length > 0 && !(caller.breakGlassUntil && behindGlass.has(access)))
    throw problem('step-up-required', { missing: caller.missing })
  if (access === 'registering') return
  if (caller.status !== 'active') throw problem('registration-unfinished')
  if (access === 'member') return
  if (!caller.permissions.has(access))
    throw problem('not-permitted', { detail: `This needs the permission ${access}.` })
}
