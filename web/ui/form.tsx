import { useBlocker } from '@tanstack/react-router'
import { CircleAlert } from 'lucide-react'
import {
  createContext,
  type ReactNode,
  type RefObject,
  use,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { Form as AriaForm } from 'react-aria-components/Form'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { ProofCancelled } from '#web/proofs.ts'
import { keepWork } from '#web/work.ts'
import { Button } from './button.tsx'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { fieldName } from './field-name.ts'
import styles from './form.module.css'
import { useFieldErrorText, useProblemText } from './problem-text.ts'

interface FormState {
  errors: Readonly<Record<string, string>>
  dirty: boolean | undefined
  isPending: boolean
}

const FormState = createContext<FormState>({ errors: {}, dirty: undefined, isPending: false })

interface Props {
  onSubmit: () => void
  /** The mutation's error: its `errors` land on the fields whose `name` is the pointer without `#/`. */
  error?: unknown
  isPending?: boolean
  /** Something was changed. When given, Save waits for it and leaving asks. */
  dirty?: boolean
  /** Leaving is fine although something was typed (a sign-in, a search). */
  leaveFreely?: boolean
  children: ReactNode
}

/** A form whose refusals stand where they belong, with the focus on the first of them. */
export function Form({
  onSubmit,
  error,
  isPending = false,
  dirty,
  leaveFreely = false,
  children,
}: Props) {
  const form = useRef<HTMLFormElement>(null)
  const say = useFieldErrorText()
  const sayRef = useRef(say)
  sayRef.current = say
  const errors = useMemo(() => errorsByField(error, sayRef.current), [error])
  const [homeless, setHomeless] = useState<string[]>([])

  useEffect(() => {
    const names = Object.keys(errors)
    setHomeless(
      names.filter((name) => !findField(form.current, name)).map((name) => errors[name] ?? ''),
    )
    // The fields show their errors with the render that follows.
    const first = requestAnimationFrame(() => focusFirstError(form.current, names))
    return () => cancelAnimationFrame(first)
  }, [errors])

  useEffect(() => {
    const element = form.current
    element?.addEventListener('input', dropOldError)
    return () => element?.removeEventListener('input', dropOldError)
  }, [])

  useKeptWork(form, leaveFreely, dirty)

  const state = useMemo(() => ({ errors, dirty, isPending }), [errors, dirty, isPending])
  return (
    <FormState value={state}>
      <AriaForm
        ref={form}
        className={styles.form ?? ''}
        validationErrors={errors}
        onSubmit={(event) => {
          event.preventDefault()
          if (!isPending) onSubmit()
        }}
      >
        <FormAlert error={error} details={homeless} known={Object.keys(errors).length > 0} />
        {children}
      </AriaForm>
      {dirty !== undefined && !leaveFreely && <LeaveGuard dirty={dirty && !isPending} />}
    </FormState>
  )
}

/** What a refusal says of `name`, for controls that are no field of ours (a map, a matrix). */
export const useFieldError = (name: string): string | undefined => use(FormState).errors[name]

/** Save: disabled with the reason while nothing is changed, or for a reason of yours. */
export function SubmitButton({
  children,
  disabledReason,
  size = 'medium',
  wide = false,
}: {
  children?: ReactNode
  disabledReason?: string | null | undefined
  size?: 'medium' | 'large'
  wide?: boolean
}) {
  const { t } = useTranslation()
  const { dirty, isPending } = use(FormState)
  return (
    <Button
      type="submit"
      kind="primary"
      size={size}
      wide={wide}
      isPending={isPending}
      disabledReason={disabledReason ?? (dirty === false ? t('ui.nothing-changed') : null)}
    >
      {children ?? t('ui.save')}
    </Button>
  )
}

/** A group of fields with a heading at the side (above, where it is narrow). */
export function FormSection({
  id,
  title,
  lead,
  children,
}: {
  /** Where a link can lead to. */
  id?: string
  title: string
  lead?: ReactNode
  children: ReactNode
}) {
  return (
    <section id={id} className={styles.section}>
      <div>
        <h2 className={styles.heading}>{title}</h2>
        {lead && <p className={styles.lead}>{lead}</p>}
      </div>
      <div className={styles.fields}>{children}</div>
    </section>
  )
}

/** Fields beside each other where there is room. */
export const FormRow = ({ children }: { children: ReactNode }) => (
  <div className={styles.row}>{children}</div>
)

/** The line with Save. */
export const FormActions = ({ children }: { children: ReactNode }) => (
  <div className={styles.actions}>{children}</div>
)

function FormAlert({
  error,
  details,
  known,
}: {
  error: unknown
  details: string[]
  known: boolean
}) {
  const problem = useProblemText()
  if (!error || error instanceof ProofCancelled || (known && details.length === 0)) return null
  const { title, detail, requestId } = problem(error)
  const unexpected = !(error instanceof ApiError) || error.problem.status >= 500
  return (
    <div role="alert" className={styles.alert}>
      <CircleAlert size={16} aria-hidden />
      <div>
        <p className={styles.title}>{title}</p>
        {details.length > 0 ? details.map((text) => <p key={text}>{text}</p>) : <p>{detail}</p>}
        {unexpected && requestId && <code>{requestId}</code>}
      </div>
    </div>
  )
}

function LeaveGuard({ dirty }: { dirty: boolean }) {
  const { t } = useTranslation()
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  })
  return (
    <ConfirmDialog
      title={t('ui.leave.title')}
      confirm={t('ui.leave.confirm')}
      danger
      isOpen={blocker.status === 'blocked'}
      onConfirm={() => blocker.proceed?.()}
      onClose={() => blocker.reset?.()}
    >
      {t('ui.leave.text')}
    </ConfirmDialog>
  )
}

/**
 * Says that there is something to lose; where a form does not tell what was changed, having typed in it is enough. No
 * state: a render between the browser's event and React's would put the old value back, and the first letter were lost.
 */
function useKeptWork(
  form: RefObject<HTMLFormElement | null>,
  leaveFreely: boolean,
  dirty: boolean | undefined,
) {
  const told = dirty !== undefined
  useEffect(() => (dirty && !leaveFreely ? keepWork() : undefined), [dirty, leaveFreely])
  useEffect(() => {
    const element = form.current
    if (leaveFreely || told || !element) return
    let release: (() => void) | undefined
    const keep = () => {
      release ??= keepWork()
    }
    element.addEventListener('input', keep)
    return () => {
      element.removeEventListener('input', keep)
      release?.()
    }
  }, [form, leaveFreely, told])
}

function errorsByField(error: unknown, say: ReturnType<typeof useFieldErrorText>) {
  const errors: Record<string, string> = {}
  if (error instanceof ApiError)
    for (const entry of error.problem.errors ?? [])
      errors[fieldName(entry.pointer) ?? entry.pointer] ??= say(entry)
  return errors
}

/**
 * Takes an error away while it is being mended. On blur, when react-aria does it, what stands below would jump up under
 * the pointer that is just pressing it.
 */
function dropOldError({ target }: Event) {
  const typed = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
  if (!typed || target.getAttribute('aria-invalid') !== 'true') return
  requestAnimationFrame(() => {
    // A refusal by the server counts as a custom error until the field is committed.
    const { valid, customError } = target.validity
    if (valid || customError) target.dispatchEvent(new Event('change'))
  })
}

const findField = (form: HTMLFormElement | null, name: string) =>
  form?.querySelector<HTMLElement>(
    `[name="${CSS.escape(name)}"], [data-field="${CSS.escape(name)}"]`,
  )

/** A select or a number field keeps its name on a hidden input: the focus goes to what people see. */
function focusFirstError(form: HTMLFormElement | null, names: string[]) {
  const fields = names.flatMap((name) => findField(form, name) ?? [])
  const [first] = fields.toSorted((a, b) =>
    a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  )
  if (!first) return
  const visible = (element: HTMLElement) =>
    element.offsetParent !== null && !element.closest('[aria-hidden="true"]')
  const near = first.closest<HTMLElement>(`[data-field], .${styles.form ?? ''} > *, [data-rac]`)
  const target =
    visible(first) && first.tabIndex >= 0
      ? first
      : near?.querySelector<HTMLElement>('input:not([type="hidden"]), button, [tabindex="0"]')
  target?.focus()
}
