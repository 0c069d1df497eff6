import type { Trace } from '#api/sso.ts'
import { SsoRefusal } from './assertion.ts'

type Step = Trace['steps'][number]

/** Collects what was looked at on one way through a provider, as administrators read it (SS3): never a secret, code or token. */
export class TraceSteps {
  readonly steps: Step[] = []

  /** Notes that something was as it must be. */
  ok(name: string, detail: string): void {
    this.steps.push({ name, ok: true, detail: shorten(detail) })
  }

  /** Whether something was noted already. */
  has(name: string): boolean {
    return this.steps.some((step) => step.name === name)
  }

  /** Notes what was not, and refuses. */
  refuse(name: string, reason: SsoRefusal['reason'], detail: string): never {
    this.steps.push({ name, ok: false, detail: shorten(detail) })
    throw new SsoRefusal(reason, detail)
  }
}

/** What a provider writes may be long. */
const shorten = (text: string) => (text.length > 500 ? `${text.slice(0, 499)}…` : text)
