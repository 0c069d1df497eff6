import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { ArrowLeft, CalendarOff, SearchX } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MyProgram } from '#api/matches.ts'
import { client, query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { refreshMatches } from '#web/shell/refresh-matches.ts'
import { useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { useGo } from '#web/shell/use-go.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, FormActions, FormSection, SubmitButton } from '#web/ui/form.tsx'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { rolesOf } from './program-words.tsx'
import styles from './programs.module.css'
import { AnswerFields, questionsFor, RoleFields } from './registration-fields.tsx'

/** Registering in a program, coming back to it, or changing what one said (MT1). */
export function ParticipatePage() {
  const { t } = useTranslation()
  const { programId = '' } = useParams({ strict: false })
  const { slug } = useSession().organization
  const mine = useQuery(query('listMyPrograms'))
  const program = mine.data?.items.find(({ id }) => id === programId)
  const back = (
    <Link
      href={program ? paths.participation(slug, programId) : paths.myPrograms(slug)}
      kind="plain"
      className={styles.back}
    >
      <ArrowLeft size={14} aria-hidden /> {program?.name ?? t('programs.back')}
    </Link>
  )
  const here = program?.registration && program.registration.status !== 'left'
  return (
    <Page
      title={
        program ? t(here ? 'programs.change-title' : 'programs.register-title') : t('programs.one')
      }
      width="narrow"
    >
      {back}
      {mine.error && !mine.data ? (
        <ErrorState error={mine.error} retry={() => void mine.refetch()} />
      ) : !mine.data ? (
        <FormSkeleton label={t('programs.one')} fields={5} />
      ) : !program ? (
        <EmptyState icon={<SearchX size={20} />} title={t('programs.gone.title')}>
          {t('programs.gone.text')}
        </EmptyState>
      ) : here || program.registrationOpen ? (
        <RegistrationForm key={program.id} program={program} />
      ) : (
        <EmptyState icon={<CalendarOff size={20} />} title={t('programs.not-open.title')}>
          {t('programs.not-open.text')}
        </EmptyState>
      )}
    </Page>
  )
}

function RegistrationForm({ program }: { program: MyProgram }) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const { registration, kind } = program
  const here = registration !== null && registration.status !== 'left'
  const [left] = useState(() => registration)
  const roles = rolesOf(kind)
  const draft = useDraft({
    role: left?.role ?? roles.at(-1) ?? 'participant',
    capacity: left?.capacity ?? 1,
    answers: left?.answers ?? {},
  })
  const { role, capacity, answers } = draft.value
  const questions = questionsFor(program.questions, role)
  const save = useMutation({
    mutationFn: () => {
      const asked = new Set<string>(questions.map(({ id }) => id))
      return client.joinProgram({
        params: { programId: program.id },
        body: {
          role,
          capacity,
          answers: Object.fromEntries(Object.entries(answers).filter(([id]) => asked.has(id))),
        },
      })
    },
    onSuccess: async () => {
      await refreshMatches()
      draft.reset()
      toast(
        here
          ? t('programs.change-saved')
          : {
              text: t('programs.registered', { name: program.name }),
              description: t(
                program.requestsOpen ? 'programs.registered-ask' : 'programs.registered-wait',
              ),
            },
      )
      go(paths.participation(slug, program.id))
    },
  })
  return (
    <Form
      error={save.error}
      isPending={save.isPending}
      {...(here && { dirty: draft.dirty })}
      onSubmit={() => save.mutate()}
    >
      <FormSection title={t('programs.your-part')} lead={t('programs.your-part-lead')}>
        <RoleFields
          kind={kind}
          value={{ role, capacity }}
          onChange={draft.change}
          openMatches={registration?.openMatches ?? 0}
          whose="mine"
        />
      </FormSection>
      {questions.length > 0 && (
        <FormSection title={t('programs.questions-title')} lead={t('programs.questions-lead')}>
          <AnswerFields
            questions={program.questions}
            role={role}
            values={answers}
            onChange={(patch) => draft.change({ answers: { ...answers, ...patch } })}
            whose="mine"
          />
        </FormSection>
      )}
      <FormActions>
        <SubmitButton>{t(here ? 'ui.save' : 'programs.register')}</SubmitButton>
      </FormActions>
    </Form>
  )
}
