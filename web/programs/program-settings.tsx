import { useMutation } from '@tanstack/react-query'
import { Archive, ArchiveRestore, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MatchEnds, Program } from '#api/programs.ts'
import { client, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { refreshMatches } from '#web/shell/refresh-matches.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { DateField } from '#web/ui/date-field.tsx'
import { Form, FormActions, FormRow, FormSection, SubmitButton } from '#web/ui/form.tsx'
import { NumberField } from '#web/ui/number-field.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { endsNow } from './ends-now.ts'
import styles from './programs.module.css'
import { keepProgram, useProgram } from './use-program.ts'

/** What a program is called and says, its days, and when its matches end; then archive and deletion. */
export function ProgramSettings() {
  const program = useProgram()
  return (
    <div className={styles.settings}>
      <SettingsForm key={program.id} program={program} />
      <EndOfProgram program={program} />
    </div>
  )
}

const draftOf = ({ name, description, startsOn, endsOn, matchEnds, groupSizeMax }: Program) => ({
  name,
  description,
  startsOn,
  endsOn,
  matchEnds,
  groupSizeMax,
})

function SettingsForm({ program }: { program: Program }) {
  const { t } = useTranslation()
  const mayEdit = useRefusal('updateProgram')
  const refusal = mayEdit ?? (program.archivedAt ? t('programs.archived-reason') : null)
  const disabled = refusal !== null
  const draft = useDraft(draftOf(program))
  const { value, change } = draft
  const { timeZone } = useSession().organization
  const [asking, setAsking] = useState<'all' | 'older' | null>(null)
  const save = useMutation({
    mutationFn: () =>
      client.updateProgram({
        params: { programId: program.id },
        body: { ...draft.changes, version: program.version },
      }),
    onSuccess: (saved) => {
      keepProgram(saved)
      draft.reset()
      void refreshMatches()
      toast(t('programs.saved', { name: saved.name }))
    },
    onError: () => void refresh('getProgram'),
    onSettled: () => setAsking(null),
  })
  const submit = () => {
    const ending = endsNow(program, draft.changes, { timeZone })
    if (ending) setAsking(ending)
    else save.mutate()
  }
  return (
    <Form error={save.error} isPending={save.isPending} dirty={draft.dirty} onSubmit={submit}>
      <FormSection title={t('programs.about')} lead={t('programs.about-lead')}>
        <TextField
          label={t('programs.name')}
          name="name"
          isRequired
          isDisabled={disabled}
          maxLength={100}
          autoComplete="off"
          value={value.name}
          onChange={(name) => change({ name })}
        />
        <TextField
          label={t('programs.description')}
          name="description"
          help={t('programs.description-help')}
          optional
          rows={5}
          isDisabled={disabled}
          maxLength={5000}
          value={value.description}
          onChange={(description) => change({ description })}
        />
      </FormSection>
      <FormSection title={t('programs.days')} lead={t('programs.days-lead')}>
        <FormRow>
          <DateField
            label={t('programs.starts-on')}
            name="startsOn"
            optional
            isDisabled={disabled}
            value={value.startsOn}
            onChange={(startsOn) => change({ startsOn })}
          />
          <DateField
            label={t('programs.ends-on')}
            name="endsOn"
            optional
            isDisabled={disabled}
            value={value.endsOn}
            onChange={(endsOn) => change({ endsOn })}
          />
        </FormRow>
      </FormSection>
      <FormSection title={t('matches.heading')} lead={t('programs.match-ends-lead')}>
        <EndsFields
          value={value.matchEnds}
          isDisabled={disabled}
          onChange={(matchEnds) => change({ matchEnds })}
        />
        {program.kind === 'group' && (
          <NumberField
            label={t('programs.group-size')}
            name="groupSizeMax"
            help={t('programs.group-size-help')}
            isDisabled={disabled}
            minValue={2}
            maxValue={50}
            value={value.groupSizeMax}
            onChange={(groupSizeMax) =>
              change({ groupSizeMax: Number.isNaN(groupSizeMax) ? 2 : groupSizeMax })
            }
          />
        )}
      </FormSection>
      <FormActions>
        <SubmitButton disabledReason={refusal} />
      </FormActions>
      <ConfirmDialog
        title={t('programs.ends-question', { name: program.name })}
        confirm={t('programs.ends-confirm')}
        danger
        isOpen={asking !== null}
        isPending={save.isPending}
        onConfirm={() => save.mutate()}
        onClose={() => setAsking(null)}
      >
        {asking === 'older' && value.matchEnds.kind === 'after'
          ? t('programs.ends-older', { count: value.matchEnds.days })
          : t('programs.ends-all', { count: program.counts.active })}
      </ConfirmDialog>
    </Form>
  )
}

function EndsFields({
  value,
  onChange,
  isDisabled,
}: {
  value: MatchEnds
  onChange: (ends: MatchEnds) => void
  isDisabled: boolean
}) {
  const { t } = useTranslation()
  const [date, setDate] = useState(value.kind === 'on' ? value.date : null)
  const [days, setDays] = useState(value.kind === 'after' ? value.days : 180)
  // A day that nobody has chosen yet is asked for by its field, and sent as what it is: missing.
  const on = (day: string | null): MatchEnds => ({ kind: 'on', date: day ?? '' })
  return (
    <>
      <RadioGroup
        label={t('programs.match-ends')}
        name="matchEnds"
        isDisabled={isDisabled}
        choices={(['never', 'on', 'after'] as const).map((id) => ({
          id,
          label: t(`programs.ends.${id}`),
        }))}
        value={value.kind}
        onChange={(kind) =>
          onChange(kind === 'on' ? on(date) : kind === 'after' ? { kind, days } : { kind: 'never' })
        }
      />
      {value.kind === 'on' && (
        <DateField
          label={t('programs.last-day')}
          name="matchEnds/date"
          isRequired
          isDisabled={isDisabled}
          value={date}
          onChange={(day) => {
            setDate(day)
            onChange(on(day))
          }}
        />
      )}
      {value.kind === 'after' && (
        <NumberField
          label={t('programs.after-days')}
          name="matchEnds/days"
          isDisabled={isDisabled}
          minValue={1}
          maxValue={3650}
          value={days}
          onChange={(next) => {
            const whole = Number.isNaN(next) ? 1 : next
            setDays(whole)
            onChange({ kind: 'after', days: whole })
          }}
        />
      )}
    </>
  )
}

/** Archiving, taking out of the archive, and deleting what nobody ever took part in. */
function EndOfProgram({ program }: { program: Program }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const { slug } = useSession().organization
  const { go } = useGo()
  const mayEdit = useRefusal('archiveProgram')
  const mayRemove = useRefusal('removeProgram')
  const [asking, setAsking] = useState<'archive' | 'remove' | null>(null)
  const [endMatches, setEndMatches] = useState(false)
  const params = { programId: program.id }
  const { active } = program.counts
  const onError = (error: Error) => {
    const { title, detail } = say(error)
    toast({ text: title, description: detail, tone: 'error' })
    setAsking(null)
  }
  const archive = useMutation({
    mutationFn: () => client.archiveProgram({ params, body: { endMatches } }),
    onSuccess: (saved) => {
      keepProgram(saved)
      void refreshMatches()
      toast(t('programs.archived', { name: saved.name }))
      setAsking(null)
    },
    onError,
  })
  const restore = useMutation({
    mutationFn: () => client.restoreProgram({ params }),
    onSuccess: (saved) => {
      keepProgram(saved)
      toast({
        text: t('programs.restored', { name: saved.name }),
        description: t('programs.restored-next'),
      })
    },
    onError,
  })
  const remove = useMutation({
    mutationFn: () => client.removeProgram({ params }),
    onSuccess: () => {
      toast(t('programs.removed', { name: program.name }))
      go(paths.programs(slug))
      void refresh('listPrograms', 'listMyPrograms')
    },
    onError,
  })
  return (
    <FormSection title={t('programs.end-title')} lead={t('programs.end-lead-settings')}>
      <div className={styles.buttons}>
        {program.archivedAt ? (
          <Button
            icon={<ArchiveRestore size={16} />}
            disabledReason={mayEdit}
            isPending={restore.isPending}
            onPress={() => restore.mutate()}
          >
            {t('programs.restore')}
          </Button>
        ) : (
          <Button
            icon={<Archive size={16} />}
            disabledReason={mayEdit}
            onPress={() => setAsking('archive')}
          >
            {t('programs.archive')}
          </Button>
        )}
        <Button
          icon={<Trash2 size={16} />}
          disabledReason={mayRemove ?? (program.may.remove ? null : t('programs.in-use'))}
          onPress={() => setAsking('remove')}
        >
          {t('programs.remove')}
        </Button>
      </div>
      <ConfirmDialog
        title={t('programs.archive-question', { name: program.name })}
        confirm={t('programs.archive')}
        isOpen={asking === 'archive'}
        isPending={archive.isPending}
        onConfirm={() => archive.mutate()}
        onClose={() => setAsking(null)}
      >
        <span className={styles.stack}>
          <span>{t('programs.archive-text')}</span>
          {active > 0 && (
            <Checkbox
              isSelected={endMatches}
              onChange={setEndMatches}
              description={t('programs.archive-end-help')}
            >
              {t('programs.archive-end', { count: active })}
            </Checkbox>
          )}
        </span>
      </ConfirmDialog>
      <ConfirmDialog
        title={t('programs.remove-program', { name: program.name })}
        confirm={t('programs.remove')}
        danger
        isOpen={asking === 'remove'}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(null)}
      >
        {t('programs.remove-text')}
      </ConfirmDialog>
    </FormSection>
  )
}
