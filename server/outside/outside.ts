import type { GuardedFetch } from './guarded-fetch.ts'
import type { ResolveTxt } from './resolve-txt.ts'

/** The world that we do not own, as far as organizations name places in it. */
export interface Outside {
  /** For addresses that an organization gave us (SS4). */
  fetch: GuardedFetch
  /** TXT records of a name, for proving domains. */
  resolveTxt: ResolveTxt
}
