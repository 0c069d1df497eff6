import { useMutation } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FieldId } from '#api/common.ts'
import type { ProgramQuestion } from '#api/programs.ts'
import { client } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { Panel } from '#web/ui/panel.tsx'
import { toast } from '#web/ui/toast.tsx'
import { QuestionForm } from './question-form.tsx'
import { useQuestionsRefusal } from './questions.tsx'
import { keepProgram, useProgram } from './use-program.ts'

const newQuestion = (): ProgramQuestion => ({
  id: FieldId.parse(crypto.randomUUID()),
  title: '',
  help: '',
  kind: 'single_choice',
  options: [],
  required: false,
  visible: true,
  minimum: null,
  maximum: null,
  roles: [],
  matching: 'same',
  weight: 3,
})

/** One question over the list of them, or (`/new`) the form that makes one. */
export function QuestionPanel() {
  const { t } = useTranslation()
  const { questionId = '' } = useParams({ strict: false })
  const { slug } = useSession().organization
  const program = useProgram()
  const { go } = useGo()
  const [blank] = useState(newQuestion)
  const close = () => go(paths.program(slug, program.id, 'questions'))
  const isNew = questionId === 'new'
  const question = isNew ? blank : program.questions.find(({ id }) => id === questionId)
  return (
    <Panel
      title={isNew ? t('programs.new-question') : (question?.title ?? t('programs.question'))}
      onClose={close}
    >
      {question ? (
        <EditForm key={question.id} question={question} isNew={isNew} onDone={close} />
      ) : (
        <p>{t('programs.question-gone')}</p>
      )}
    </Panel>
  )
}

function EditForm({
  question,
  isNew,
  onDone,
}: {
  question: ProgramQuestion
  isNew: boolean
  onDone: () => void
}) {
  const { t } = useTranslation()
  const program = useProgram()
  const refusal = useQuestionsRefusal()
  const [asking, setAsking] = useState(false)
  // As text, for a draft takes lists in any order for the same, and here the order is what is edited.
  const draft = useDraft({ ...question, options: JSON.stringify(question.options) })
  const value: ProgramQuestion = {
    ...draft.value,
    options: JSON.parse(draft.value.options) as ProgramQuestion['options'],
  }
  const found = program.questions.findIndex(({ id }) => id === question.id)
  const at = found < 0 ? program.questions.length : found
  const put = (questions: ProgramQuestion[]) =>
    client.updateProgram({
      params: { programId: program.id },
      body: { questions, version: program.version },
    })
  const save = useMutation({
    mutationFn: () => {
      const asked = tidy(value)
      return put(isNew ? [...program.questions, asked] : program.questions.with(at, asked))
    },
    onSuccess: (saved) => {
      draft.reset()
      keepProgram(saved)
      toast(
        t(isNew ? 'programs.question-added' : 'programs.question-saved', { title: value.title }),
      )
      onDone()
    },
  })
  const remove = useMutation({
    mutationFn: () => put(program.questions.toSpliced(at, 1)),
    onSuccess: (saved) => {
      draft.reset()
      keepProgram(saved)
      toast(t('programs.question-removed', { title: question.title }))
      onDone()
    },
    onError: () => setAsking(false),
  })
  return (
    <>
      <Form
        error={save.error ?? remove.error}
        isPending={save.isPending || remove.isPending}
        {...(!isNew && { dirty: draft.dirty })}
        onSubmit={() => save.mutate()}
      >
        <QuestionForm
          program={program.kind}
          value={value}
          at={at}
          isNew={isNew}
          isDisabled={refusal !== null}
          onChange={({ options, ...patch }) =>
            draft.change({ ...patch, ...(options && { options: JSON.stringify(options) }) })
          }
        />
        <FormActions>
          <SubmitButton disabledReason={refusal}>
            {isNew ? t('programs.add-question') : undefined}
          </SubmitButton>
          {isNew ? (
            <Button onPress={onDone}>{t('ui.cancel')}</Button>
          ) : (
            <Button
              icon={<Trash2 size={14} />}
              disabledReason={refusal}
              onPress={() => setAsking(true)}
            >
              {t('programs.remove-question')}
            </Button>
          )}
        </FormActions>
      </Form>
      <ConfirmDialog
        title={t('programs.remove-question-title', { title: question.title })}
        confirm={t('programs.remove-question')}
        danger
        isOpen={asking}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        {t('programs.remove-question-text')}
      </ConfirmDialog>
    </>
  )
}

/** What the kind does not have goes: options of a number, limits of a choice. */
const tidy = (question: ProgramQuestion): ProgramQuestion => ({
  ...question,
  options: question.kind.endsWith('_choice') ? question.options : [],
  minimum: question.kind === 'number' ? question.minimum : null,
  maximum: question.kind === 'number' ? question.maximum : null,
  roles: question.matching === 'none' ? question.roles : [],
})
