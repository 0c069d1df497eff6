import { useTranslation } from 'react-i18next'
import type { Step } from '#api/door.ts'

/** Whose door asks for what, and why; never more about other organizations than that they are (PR4). */
export function useStepWords(): (step: Step, name: string) => { title: string; why: string } {
  const { t } = useTranslation()
  return (step, name) => ({
    title: t(`door.steps.${step.kind}.${titleOf(step)}`, { name }),
    why: t(`door.steps.${step.kind}.${whyOf(step)}`, { name }),
  })
}

const titleOf = (step: Step) => (step.kind === 'totp' && !step.enrolled ? 'title-enrol' : 'title')

function whyOf(step: Step): string {
  if ('reason' in step) return `why-${step.reason}`
  return step.kind === 'totp' && !step.enrolled ? 'why-enrol' : 'why'
}
