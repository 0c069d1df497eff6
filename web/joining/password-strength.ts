import type { ZxcvbnFactory } from '@zxcvbn-ts/core'

let loading: Promise<ZxcvbnFactory> | undefined

async function load(): Promise<ZxcvbnFactory> {
  const [core, common] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ])
  return new core.ZxcvbnFactory({
    dictionary: common.dictionary,
    graphs: common.adjacencyGraphs,
  })
}

/** What the server takes (PW1). */
export const enough = 3

/**
 * How hard a password is to guess, 0 to 4. With fewer words than the server knows, so never less than what the server
 * will say: what is too weak here is so there, and the last word is the server's.
 */
export async function passwordStrength(password: string, email: string): Promise<number> {
  loading ??= load()
  const estimator = await loading
  return estimator.check(password.slice(0, 100), [email, ...email.split(/[@.+_-]/), 'foyer']).score
}
