import type { ZxcvbnFactory } from '@zxcvbn-ts/core'

let judge: Promise<{ estimator: ZxcvbnFactory; common: ReadonlySet<string> }> | undefined

/** The dictionaries take a while to load and some memory: not before somebody chooses a password. */
async function loadJudge() {
  const [core, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ])
  return {
    estimator: new core.ZxcvbnFactory({
      dictionary: { ...common.dictionary, ...english.dictionary },
      graphs: common.adjacencyGraphs,
    }),
    // The passwords that breaches have shown most often; shorter ones are not taken anyway.
    common: new Set(
      common.dictionary['passwords-common'].map(String).filter((word) => word.length >= 12),
    ),
  }
}

/**
 * What is wrong with a password (PW1), also to somebody who knows the person's e-mail: `breached`, one of the common ones
 * of breaches, in whatever letters; `weak`, fewer than about 10^8 guesses, disguised words and patterns among them.
 */
export async function judgePassword(
  password: string,
  email: string,
): Promise<'breached' | 'weak' | null> {
  judge ??= loadJudge()
  const { estimator, common } = await judge
  if (common.has(password.toLowerCase())) return 'breached'
  // The estimate grows with the square of the length; what follows can only make a password stronger.
  const { score } = estimator.check(password.slice(0, 100), [
    email,
    ...email.split(/[@.+_-]/),
    'foyer',
  ])
  return score < 3 ? 'weak' : null
}
