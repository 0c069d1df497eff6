import { useTranslation } from 'react-i18next'
import type { Condition } from '#api/flows.ts'

interface Said {
  action: Condition['action']
  /** Title of the choice that is asked. */
  title: string
  options: readonly string[]
}

const order: readonly Condition['action'][] = ['show', 'hide', 'require']

/** Conditions in words, a sentence for each thing that they do: "Shown when Result is Refused or Status is Lost." */
export function useConditionWords() {
  const { t, i18n } = useTranslation()
  const either = new Intl.ListFormat(i18n.language, { type: 'disjunction' })
  return (conditions: readonly Said[]): string[] =>
    order.flatMap((action) => {
      const parts = conditions
        .filter((one) => one.action === action)
        .map(({ title, options }) =>
          t('flows.conditions.part', { title, options: either.format(options) }),
        )
      return parts.length > 0
        ? t(`flows.conditions.sentences.${action}`, { when: either.format(parts) })
        : []
    })
}
