import { ArrowLeft, ArrowRight, Send } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiError } from '#api/client.ts'
import type { Task } from '#api/tasks.ts'
import type { Shelf, Work } from '#web/shelf.ts'
import { FlowFields } from '#web/shell/flow-fields.tsx'
import { Button } from '#web/ui/button.tsx'
import { fieldName } from '#web/ui/field-name.ts'
import { Form } from '#web/ui/form.tsx'
import { ProgressBar } from '#web/ui/progress-bar.tsx'
import { deviceFiles } from './device-files.ts'
import styles from './doing.module.css'
import { OfflineLine } from './offline-line.tsx'
import { Review } from './review.tsx'
import { type Step, stepsOf } from './steps.ts'
import type { Doing } from './use-work.ts'

interface Props {
  doing: Doing
  task: Task
  work: Work
  shelf: Shelf
  /** What the server said of the values that it was sent. */
  refusal: ApiError | null
}

/** One page after the other, and everything once more before it is sent. */
export function DoSteps({ doing, task, work, shelf, refusal }: Props) {
  const { t } = useTranslation()
  const files = useMemo(() => deviceFiles(shelf, task.id), [shelf, task.id])
  const steps = stepsOf(task, work.values)
  const at = whereIn(steps, work.at)
  const step = steps[at]
  const heading = useHeading(at, doing.taken)
  const goTo = (next: number) => doing.change({ at: steps[next]?.page ?? 'review' })
  const count = steps.length + 1
  useJumpToRefusal(steps, refusal, goTo)
  return (
    <>
      <ProgressBar
        label={t('doing.progress', { number: at + 1, count })}
        note=""
        value={at + 1}
        maxValue={count}
      />
      <OfflineLine />
      {step ? (
        <Form
          key={step.page}
          error={refusal && concerns(step, refusal) ? refusal : null}
          leaveFreely
          onSubmit={() => goTo(at + 1)}
        >
          <h2 ref={heading} tabIndex={-1} className={styles.heading}>
            {step.title}
          </h2>
          <FlowFields
            pages={task.pages}
            page={step.page}
            values={{ ...work.values, ...task.values }}
            onChange={(values) => doing.change({ values })}
            files={files}
            without={step.without}
          />
          <Ways onBack={at > 0 ? () => goTo(at - 1) : null}>
            <Button
              type="submit"
              kind="primary"
              size="large"
              wide
              after={<ArrowRight size={16} aria-hidden />}
            >
              {at + 1 < steps.length ? t('doing.next') : t('doing.to-review')}
            </Button>
          </Ways>
        </Form>
      ) : (
        <section className={styles.review}>
          <h2 ref={heading} tabIndex={-1} className={styles.heading}>
            {t('doing.review')}
          </h2>
          <Review
            steps={steps}
            values={{ ...work.values, ...task.values }}
            files={files}
            onChange={(page) => doing.change({ at: page })}
          />
          <Ways onBack={at > 0 ? () => goTo(at - 1) : null}>
            <Button
              kind="primary"
              size="large"
              wide
              icon={<Send size={16} />}
              onPress={() => void doing.finish(task)}
            >
              {t('doing.finish')}
            </Button>
          </Ways>
        </section>
      )}
    </>
  )
}

function Ways({ onBack, children }: { onBack: (() => void) | null; children: React.ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className={styles.ways}>
      {onBack && (
        <Button size="large" icon={<ArrowLeft size={16} />} onPress={onBack}>
          {t('doing.back')}
        </Button>
      )}
      {children}
    </div>
  )
}

/** Its place among the steps; after the last one stands the review. A page that is no longer asked leads to the next that is. */
function whereIn(steps: readonly Step[], at: Work['at']): number {
  if (at === 'review') return steps.length
  const found = steps.findIndex(({ page }) => page >= at)
  return found === -1 ? steps.length : found
}

const concerns = (step: Step, { problem }: ApiError) =>
  problem.errors?.some(({ pointer }) =>
    step.components.some(({ id }) => fieldName(pointer) === `values/${id}`),
  ) === true

/** To the first page of which the server would not take something. */
function useJumpToRefusal(
  steps: readonly Step[],
  refusal: ApiError | null,
  goTo: (at: number) => void,
) {
  const latest = useRef({ steps, goTo })
  latest.current = { steps, goTo }
  useEffect(() => {
    const at = refusal ? latest.current.steps.findIndex((step) => concerns(step, refusal)) : -1
    if (at >= 0) latest.current.goTo(at)
  }, [refusal])
}

/** A new page takes the focus, so that a screen reader and the eye start at its beginning; so does the first one, if `taken`. */
function useHeading(at: number, taken: boolean) {
  const heading = useRef<HTMLHeadingElement>(null)
  const before = useRef(taken ? null : at)
  useEffect(() => {
    if (before.current !== at) heading.current?.focus()
    before.current = at
  }, [at])
  return heading
}
