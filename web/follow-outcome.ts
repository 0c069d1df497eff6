import type { Outcome } from '#api/sessions.ts'
import { type Leave, landIn } from './api.ts'
import { paths } from './paths.ts'

/**
 * Goes where a sign-in or switch leads: through the door, to what the door still wants, or to the picker.
 * A destination that was asked for goes before the landing page (SW2, LG7). Always a full page load.
 */
export function followOutcome(outcome: Outcome, to: string | null, leave: Leave = 'assign'): void {
  if (outcome.outcome === 'entered')
    landIn(outcome.organization, outcome.member, to ?? outcome.landing, leave)
  else if (outcome.outcome === 'challenged')
    window.location[leave](paths.door(outcome.organization.slug, to))
  else window.location[leave](paths.choose(to))
}
