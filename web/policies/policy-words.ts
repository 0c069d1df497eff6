import { useTranslation } from 'react-i18next'
import type { SignInPolicy } from '#api/policies.ts'
import { useFormat } from '#web/ui/format.ts'
import { day } from './units.ts'

const keys = [
  'firstFactor',
  'secondFactor',
  'evidenceSeconds',
  'sessionSeconds',
  'idleSeconds',
  'singleSession',
  'passwordDays',
] as const satisfies readonly (keyof SignInPolicy)[]

/** In words, what `next` demands otherwise than `before`, in the order of the form. */
export function usePolicyChanges(): (
  before: SignInPolicy,
  next: SignInPolicy,
) => { name: string; before: string; after: string }[] {
  const { t } = useTranslation()
  const { duration } = useFormat()
  const names: Record<keyof SignInPolicy, string> = {
    firstFactor: t('policies.names.first'),
    secondFactor: t('policies.names.second'),
    evidenceSeconds: t('policies.names.evidence'),
    sessionSeconds: t('policies.names.session'),
    idleSeconds: t('policies.names.idle'),
    singleSession: t('policies.names.single'),
    passwordDays: t('policies.names.expiry'),
  }
  const say = (policy: SignInPolicy): Record<keyof SignInPolicy, string> => ({
    firstFactor: t(`policies.first-factors.${policy.firstFactor}`),
    secondFactor: t(`policies.second-factors.${policy.secondFactor}`),
    evidenceSeconds:
      policy.evidenceSeconds === null
        ? t('policies.evidence-none')
        : duration(policy.evidenceSeconds),
    sessionSeconds: duration(policy.sessionSeconds),
    idleSeconds: duration(policy.idleSeconds),
    singleSession: t(policy.singleSession ? 'policies.yes' : 'policies.no'),
    passwordDays:
      policy.passwordDays === null
        ? t('policies.never')
        : t('policies.expiry-after', { time: duration(policy.passwordDays * day) }),
  })
  return (before, next) =>
    keys
      .filter((key) => before[key] !== next[key])
      .map((key) => ({ name: names[key], before: say(before)[key], after: say(next)[key] }))
}
