import type { Outcome } from '#api/sessions.ts'
import { landIn } from './api.ts'
import { paths } from './paths.ts'

/**
 * Goes where a sign-in or switch leads: through the door, to what the door still wants, or to the picker.
 * A destination that was asked for goes before the landing page (SW2, LG7). Always a full page load.
 */
export function followOutcome(outcome: Outcome, to: string | null): void {
  if (outcome.outcome === 'entered') landIn(outcome.organization, to ?? outcome.landing)
  else if (outcome.outcome === 'challenged')
    window.location.assign(paths.door(outcome.organization.slug, to))
  else window.location.assign(paths.choose(to))
}
