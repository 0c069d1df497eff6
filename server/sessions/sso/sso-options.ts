import type { Outside } from '#server/outside/outside.ts'
import type { KeyRing } from '#server/platform/seal.ts'

/** What signing in through a provider is done with. */
export interface SsoOptions {
  keyRing: KeyRing
  outside: Outside
  /** Origin of the addresses that providers know. */
  publicUrl: string
}
