import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import * as common from '@zxcvbn-ts/language-common'
import * as english from '@zxcvbn-ts/language-en'
import { fieldProblem } from '#api/problem.ts'

let estimator: ZxcvbnFactory | undefined

/**
 * Refuses a password that is easy to guess, also by somebody who knows the person's e-mail (PW1): fewer than about
 * 10^8 guesses, common passwords and their disguises among them.
 *
 * @throws password-too-weak at `pointer`
 */
export function refuseWeakPassword(password: string, email: string, pointer: string): void {
  estimator ??= new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
  })
  // The estimate grows with the square of the length; what follows can only make a password stronger.
  const { score } = estimator.check(password.slice(0, 100), [
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
