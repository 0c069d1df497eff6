import { useMutation } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { ListPlus, Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type ProgramQuestion, questionsMax } from '#api/programs.ts'
import { client, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { OrderButtons } from '#web/shell/order-buttons.tsx'
import { OrderedList } from '#web/shell/ordered-list.tsx'
import { OrderedRow } from '#web/shell/ordered-row.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { type Order, useOrder } from '#web/shell/use-order.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Link } from '#web/ui/link.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import styles from './programs.module.css'
import { keepProgram, useProgram } from './use-program.ts'

/** Why the questions of a program cannot be changed by this person, or now. */
export function useQuestionsRefusal(): string | null {
  const { t } = useTranslation()
  const { archivedAt } = useProgram()
  return useRefusal('updateProgram') ?? (archivedAt ? t('programs.archived-reason') : null)
}

/** What a program asks whoever registers, and which answers count in matching. */
export function Questions() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const { id, questions } = useProgram()
  const refusal = useQuestionsRefusal()
  const add = (
    <Button
      icon={<Plus size={16} />}
      disabledReason={
        refusal ??
        (questions.length >= questionsMax
          ? t('programs.questions-full', { count: questionsMax })
          : null)
      }
      onPress={() => go(paths.question(slug, id, 'new'))}
    >
      {t('programs.add-question')}
    </Button>
  )
  return (
    <>
      {questions.length === 0 ? (
        <EmptyState
          icon={<ListPlus size={20} />}
          title={t('programs.no-questions.title')}
          action={add}
        >
          {t('programs.no-questions.text')}
        </EmptyState>
      ) : (
        <>
          <div className={styles.reviewHead}>
            <p className={styles.none}>{t('programs.questions-help')}</p>
            {add}
          </div>
          <QuestionList readOnly={refusal !== null} />
        </>
      )}
      <Outlet />
    </>
  )
}

function QuestionList({ readOnly }: { readOnly: boolean }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const program = useProgram()
  const save = useMutation({
    // One after the other: the last order is the one that stays.
    scope: { id: 'question-order' },
    mutationFn: (questions: ProgramQuestion[]) =>
      client.updateProgram({ params: { programId: program.id }, body: { questions } }),
    onSuccess: keepProgram,
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      void refresh('getProgram')
    },
  })
  const named = program.questions.map((question) => ({ ...question, name: question.title }))
  const order = useOrder(named, (next) => {
    const questions = next.flatMap(({ id }) => program.questions.filter((one) => one.id === id))
    keepProgram({ ...program, questions })
    save.mutate(questions)
  })
  return (
    <OrderedList
      label={t('programs.tabs.questions')}
      count={program.questions.length}
      order={order}
      className={styles.list}
    >
      {program.questions.map((question, at) => (
        <QuestionRow
          key={question.id}
          question={question}
          at={at}
          count={program.questions.length}
          order={order}
          readOnly={readOnly}
        />
      ))}
    </OrderedList>
  )
}

function QuestionRow({
  question,
  at,
  count,
  order,
  readOnly,
}: {
  question: ProgramQuestion
  at: number
  count: number
  order: Order
  readOnly: boolean
}) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const program = useProgram()
  const { id, title, kind, required, visible, matching, weight, roles } = question
  return (
    <OrderedRow id={id} at={at} order={order} readOnly={readOnly}>
      <Link kind="plain" href={paths.question(slug, program.id, id)} className={styles.open}>
        <span className={styles.pairWords}>
          <span className={styles.questionTitle}>{title}</span>
          <span className={styles.meta}>
            {[
              t(`programs.question-kinds.${kind}`),
              required && t('programs.required-word'),
              t(`programs.visible-words.${visible ? 'others' : 'administrators'}`),
              roles[0] &&
                roles.length === 1 &&
                t('programs.asked-of', { role: t(`programs.roles.${roles[0]}`) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </span>
        {matching !== 'none' && weight > 0 && (
          <Badge tone="accent">{t(`programs.rules.${matching}`)}</Badge>
        )}
      </Link>
      {!readOnly && <OrderButtons id={id} name={title} at={at} count={count} order={order} />}
    </OrderedRow>
  )
}
