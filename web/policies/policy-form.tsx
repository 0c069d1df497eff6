import { useMutation } from '@tanstack/react-query'
import { CalendarClock } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { firstFactors, secondFactors } from '#api/door.ts'
import type { PolicyDocument, SignInPolicy } from '#api/policies.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { Note } from '#web/shell/note.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Form, FormActions, FormSection, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { toast } from '#web/ui/toast.tsx'
import { DurationField } from './duration-field.tsx'
import { PreviewDialog } from './preview-dialog.tsx'
import { SsoNote, useSsoChoice } from './sso-note.tsx'
import { day, hour, minute } from './units.ts'

interface Props {
  found: PolicyDocument
  /** The plan that is being edited, in place of what acts now. */
  planned: PolicyDocument['planned']
  /** Begins anew with what acts now: after saving, and to discard. */
  onRestart: () => void
}

/** The policy as a form. Nothing is saved before its preview was seen (DR6). */
export function PolicyForm({ found, planned, onRestart }: Props) {
  const { t } = useTranslation()
  const format = useFormat(useSession().organization.timeZone)
  const refusal = useRefusal('updateSignInPolicy')
  const draft = useDraft(planned?.policy ?? found.policy)
  const { value } = draft
  const dryRun = useMutation({
    mutationFn: () => client.dryRunSignInPolicy({ body: { policy: value } }),
  })
  const save = useMutation({
    mutationFn: async (from: string | null) => {
      const saved = await client.updateSignInPolicy({ body: { policy: value, from } })
      // A plan that acts at once after all is not planned any more.
      return planned && !from ? client.cancelPlannedPolicy() : saved
    },
    onSuccess: (saved, from) => {
      queries.setQueryData(query('getSignInPolicy').queryKey, saved)
      void refresh('getSession', 'listMyOrganizations')
      toast(
        from
          ? {
              text: t('policies.announced', { date: format.dateTime(from) }),
              description: t('policies.announced-next'),
            }
          : { text: t('policies.saved'), description: t('policies.saved-next') },
      )
      onRestart()
    },
    onError: (error) => {
      if (concernsPolicy(error)) dryRun.reset()
    },
  })
  const change = (patch: Partial<SignInPolicy>) => {
    save.reset()
    draft.change(patch)
  }
  const changed = draft.dirty || planned !== null
  return (
    <>
      <Form
        error={dryRun.error ?? (concernsPolicy(save.error) ? save.error : null)}
        isPending={dryRun.isPending}
        dirty={changed}
        onSubmit={() => dryRun.mutate()}
      >
        {planned && (
          <Note icon={<CalendarClock size={16} />}>
            {t('policies.editing-plan', { date: format.dateTime(planned.from) })}
          </Note>
        )}
        <Fields value={value} change={change} isDisabled={refusal !== null} />
        <FormActions>
          <SubmitButton disabledReason={refusal}>{t('policies.preview')}</SubmitButton>
          {changed && <Button onPress={onRestart}>{t('policies.discard')}</Button>}
        </FormActions>
      </Form>
      {dryRun.data && (
        <PreviewDialog
          found={found}
          next={value}
          from={planned?.from ?? null}
          result={dryRun.data}
          error={save.error}
          isPending={save.isPending}
          onSave={save.mutate}
          onClose={() => {
            dryRun.reset()
            save.reset()
          }}
        />
      )}
    </>
  )
}

/** Whether a refusal belongs to the fields of the policy, not to when it is to act. */
const concernsPolicy = (error: unknown) =>
  error instanceof ApiError &&
  (error.problem.errors ?? []).some(({ pointer }) => pointer.startsWith('#/policy/'))

interface FieldsProps {
  value: SignInPolicy
  change: (patch: Partial<SignInPolicy>) => void
  isDisabled: boolean
}

function Fields({ value, change, isDisabled }: FieldsProps) {
  const { t } = useTranslation()
  const sso = useSsoChoice()
  return (
    <>
      <FormSection title={t('policies.door')} lead={t('policies.door-lead')}>
        <RadioGroup
          cards
          label={t('policies.first')}
          name="policy/firstFactor"
          isDisabled={isDisabled}
          choices={firstFactors.map((id) => ({
            id,
            label: t(`policies.first-factors.${id}`),
            description: t(`policies.first-texts.${id}`),
            disabled: id === 'sso' && sso.none && value.firstFactor !== 'sso',
          }))}
          value={value.firstFactor}
          onChange={(firstFactor) => change({ firstFactor })}
        />
        <SsoNote {...sso} chosen={value.firstFactor === 'sso'} />
        <RadioGroup
          cards
          label={t('policies.second')}
          name="policy/secondFactor"
          isDisabled={isDisabled}
          choices={secondFactors.map((id) => ({
            id,
            label: t(`policies.second-factors.${id}`),
            description: t(
              id === 'none' && value.firstFactor === 'sso'
                ? 'policies.second-texts.none-sso'
                : `policies.second-texts.${id}`,
            ),
          }))}
          value={value.secondFactor}
          onChange={(secondFactor) => change({ secondFactor })}
        />
      </FormSection>
      <FormSection title={t('policies.time')} lead={t('policies.time-lead')}>
        <DurationField
          label={t('policies.evidence')}
          name="policy/evidenceSeconds"
          help={t('policies.evidence-help')}
          isDisabled={isDisabled}
          none={t('policies.evidence-none')}
          choices={[15 * minute, hour, 4 * hour, 8 * hour, day, 7 * day, 30 * day]}
          value={value.evidenceSeconds}
          onChange={(evidenceSeconds: number | null) => change({ evidenceSeconds })}
        />
        <DurationField
          label={t('policies.session')}
          name="policy/sessionSeconds"
          help={t('policies.session-help')}
          isDisabled={isDisabled}
          choices={[8 * hour, 12 * hour, day, 7 * day, 14 * day, 30 * day, 90 * day]}
          value={value.sessionSeconds}
          onChange={(sessionSeconds) => change({ sessionSeconds })}
        />
        <DurationField
          label={t('policies.idle')}
          name="policy/idleSeconds"
          help={t('policies.idle-help')}
          isDisabled={isDisabled}
          choices={[15 * minute, 30 * minute, hour, 4 * hour, 8 * hour, day, 7 * day]}
          value={value.idleSeconds}
          onChange={(idleSeconds) => change({ idleSeconds })}
        />
        <Checkbox
          name="policy/singleSession"
          isDisabled={isDisabled}
          description={t('policies.single-text')}
          isSelected={value.singleSession}
          onChange={(singleSession) => change({ singleSession })}
        >
          {t('policies.single')}
        </Checkbox>
      </FormSection>
      <FormSection title={t('policies.passwords')} lead={t('policies.passwords-lead')}>
        <DurationField
          label={t('policies.expiry')}
          name="policy/passwordDays"
          help={t('policies.expiry-help')}
          isDisabled={isDisabled}
          none={t('policies.never')}
          say={(time) => t('policies.expiry-after', { time })}
          choices={[30, 60, 90, 180, 365].map((days) => days * day)}
          typed={['day']}
          value={value.passwordDays === null ? null : value.passwordDays * day}
          onChange={(seconds: number | null) =>
            change({ passwordDays: seconds === null ? null : seconds / day })
          }
        />
      </FormSection>
    </>
  )
}
