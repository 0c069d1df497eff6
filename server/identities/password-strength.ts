import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { fieldProblem } from '#api/problem.ts'

let estimator: Promise<ZxcvbnFactory> | undefined

/** The dictionaries take a while to load and some memory: not before somebody chooses a password. */
async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [core, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ])
  return new core.ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
  })
}

/**
 * Refuses a password that is easy to guess, also by somebody who knows the person's e-mail (PW1): fewer than about
 * 10^8 guesses, common passwords and their disguises among them.
 *
 * @throws password-too-weak at `pointer`
 */
export async function refuseWeakPassword(
  password: string,
  email: string,
  pointer: string,
): Promise<void> {
  estimator ??= loadEstimator()
  // The estimate grows with the square of the length; what follows can only make a password stronger.
  const { score } = (await estimator).check(password.slice(0, 100), [
    email,
    ...email.split(/[@.+_-]/),
    'foyer',
  ])
  if (score < 3)
    throw fieldProblem(
      'password-too-weak',
      pointer,
      'is too easy to guess: use a longer or less common one',
      'weak',
    )
}
