import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { FieldError } from '#api/problem.ts'
import { ProofCancelled } from '#web/proofs.ts'

interface ProblemText {
  title: string
  /** What to do about it; empty where the title says all. */
  detail: string
  requestId: string | null
}

/** Says an error in the language on screen: problems by their type, with the API's words where none is translated. */
export function useProblemText(): (error: unknown) => ProblemText {
  const { t } = useTranslation()
  return (error) => {
    // Somebody closed the dialog themselves: there is nothing to tell them, and a toast without text is none.
    if (error instanceof ProofCancelled) return { title: '', detail: '', requestId: null }
    if (error instanceof ApiError) {
      const { problem, type } = error
      return {
        title: t(`problems.${type}.title`, { defaultValue: problem.title }),
        detail: t(`problems.${type}.detail`, { defaultValue: problem.detail ?? '' }),
        requestId: problem.instance?.replace(/^urn:uuid:/, '') ?? null,
      }
    }
    // fetch() fails with a TypeError when no answer came at all.
    const kind = error instanceof TypeError ? 'no-answer' : 'broken-page'
    return {
      title: t(`problems.${kind}.title`),
      detail: t(`problems.${kind}.detail`),
      requestId: null,
    }
  }
}

/** A field's error in the language on screen, by its code where it has one. */
export function useFieldErrorText(): (error: FieldError) => string {
  const { t } = useTranslation()
  return ({ code, values, detail }) =>
    code ? t(`field-errors.${code}`, { ...values, detail, defaultValue: detail }) : detail
}
