import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { SignInPolicy } from '#api/policies.ts'
import { useFormat } from '#web/ui/format.ts'

const day = 86_400

/** What a policy demands, each point with its name, in the order of the form; what is not given of it is left out. */
export function policyInWords(
  t: TFunction,
  duration: (seconds: number) => string,
  policy: { [K in keyof SignInPolicy]?: SignInPolicy[K] | undefined },
): { name: string; value: string }[] {
  const { firstFactor, secondFactor, evidenceSeconds, sessionSeconds, idleSeconds } = policy
  const { singleSession, passwordDays } = policy
  const say = (key: string, value: string | undefined) =>
    value === undefined ? [] : [{ name: t(`policies.names.${key}`), value }]
  const lasting = (seconds: number | null | undefined, never: string, of = duration) =>
    seconds === undefined ? undefined : seconds === null ? never : of(seconds)
  return [
    ...say('first', firstFactor && t(`policies.first-factors.${firstFactor}`)),
    ...say('second', secondFactor && t(`policies.second-factors.${secondFactor}`)),
    ...say('evidence', lasting(evidenceSeconds, t('policies.evidence-none'))),
    ...say('session', lasting(sessionSeconds, '')),
    ...say('idle', lasting(idleSeconds, '')),
    ...say(
      'single',
      singleSession === undefined ? undefined : t(singleSession ? 'policies.yes' : 'policies.no'),
    ),
    ...say(
      'expiry',
      lasting(passwordDays, t('policies.never'), (days) =>
        t('policies.expiry-after', { time: duration(days * day) }),
      ),
    ),
  ]
}

/** In words, what `next` demands otherwise than `before`, in the order of the form. */
export function usePolicyChanges(): (
  before: SignInPolicy,
  next: SignInPolicy,
) => { name: string; before: string; after: string }[] {
  const { t } = useTranslation()
  const { duration } = useFormat()
  return (before, next) => {
    const was = policyInWords(t, duration, before)
    return policyInWords(t, duration, next).flatMap(({ name, value }, at) => {
      const earlier = was[at]?.value ?? ''
      return earlier === value ? [] : [{ name, before: earlier, after: value }]
    })
  }
}
