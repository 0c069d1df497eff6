import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Participant, type Program, rolesOfKind } from '#api/programs.ts'
import { client, query } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { DateTimeField } from '#web/ui/date-field.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { Picked } from '#web/ui/picked.tsx'
import { Select } from '#web/ui/select.tsx'
import { toast } from '#web/ui/toast.tsx'
import { useMatchName } from './match-words.tsx'
import styles from './new-match-dialog.module.css'
import { ParticipantBox } from './participant-box.tsx'
import { ParticipantStanding } from './participant-standing.tsx'
import { refreshMatches } from './refresh-matches.ts'
import { useTimeZone } from './use-time-zone.ts'

interface Props {
  /** Of which program; to be chosen, where it is left out. */
  program?: Program
  onClose: () => void
}

/** Matches people by hand (MT2): a pair by two searches, or a host with a group; active at once. */
export function NewMatchDialog({ program: fixed, onClose }: Props) {
  const { t } = useTranslation()
  const programs = useQuery({
    ...query('listPrograms', { query: { limit: 100 } }),
    enabled: !fixed,
  })
  const [programId, setProgramId] = useState<string | null>(fixed?.id ?? null)
  const program = fixed ?? programs.data?.items.find(({ id }) => id === programId)
  return (
    <Dialog title={t('matches.new')} lead={t('matches.new-lead')} isOpen onClose={onClose}>
      <div className={styles.stack}>
        {!fixed && (
          <Select
            label={t('matches.program')}
            choices={(programs.data?.items ?? []).map(({ id, name, kind }) => ({
              id: String(id),
              label: name,
              description: t(`programs.kinds.${kind}`),
            }))}
            value={programId}
            onChange={setProgramId}
          />
        )}
        {program && <MatchForm key={program.id} program={program} onClose={onClose} />}
      </div>
    </Dialog>
  )
}

function MatchForm({ program, onClose }: { program: Program; onClose: () => void }) {
  const { t } = useTranslation()
  const name = useMatchName()
  const timeZone = useTimeZone()
  const [first, setFirst] = useState<Participant | null>(null)
  const [others, setOthers] = useState<readonly Participant[]>([])
  const [earlier, setEarlier] = useState(false)
  const [startedAt, setStartedAt] = useState<string | null>(null)
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const changed = <T,>(set: (value: T) => void) => {
    return (value: T) => {
      set(value)
      setKey(crypto.randomUUID())
    }
  }
  const roles: readonly Participant['role'][] = rolesOfKind[program.kind]
  const [leads, follows = leads] = roles
  const group = program.kind === 'group'
  const chosen = [...(first ? [first] : []), ...others]
  const start = useMutation({
    mutationFn: () =>
      client.createMatch({
        body: {
          programId: program.id,
          registrationIds: chosen.map(({ id }) => id),
          ...(earlier && startedAt && { startedAt }),
        },
        idempotencyKey,
      }),
    onSuccess: (match) => {
      void refreshMatches()
      toast({ text: t('matches.made', { name: name(match) }), description: t('matches.made-next') })
      onClose()
    },
  })
  const inTheWay = chosen.find((one) => one.status === 'frozen' || one.openMatches >= one.capacity)
  const missing = !first || others.length === 0
  return (
    <Form error={start.error} isPending={start.isPending} onSubmit={() => start.mutate()}>
      <ParticipantBox
        programId={program.id}
        label={t(`programs.roles.${leads}`)}
        role={leads}
        autoFocus
        without={others.map(({ id }) => id)}
        value={first}
        onChange={changed(setFirst)}
      />
      {first && <ParticipantStanding participant={first} />}
      <ParticipantBox
        // Of a group, what is chosen stands below.
        key={group ? others.length : undefined}
        programId={program.id}
        label={t(`programs.${group ? 'members' : 'roles'}.${follows}`)}
        role={follows}
        without={[...(first ? [first.id] : []), ...(group ? others.map(({ id }) => id) : [])]}
        value={group ? null : (others[0] ?? null)}
        onChange={(one) =>
          changed(setOthers)(group ? [...others, ...(one ? [one] : [])] : one ? [one] : [])
        }
        {...(group && { help: t('matches.group-help', { count: program.groupSizeMax }) })}
      />
      {group && (
        <Picked
          label={t(`programs.members.${follows}`)}
          items={others.map((one) => ({ id: one.id, name: one.person.name }))}
          onChange={(rest) =>
            changed(setOthers)(others.filter(({ id }) => rest.some((one) => one.id === id)))
          }
        />
      )}
      {others.map((one) => (
        <ParticipantStanding key={one.id} participant={one} />
      ))}
      <Checkbox
        isSelected={earlier}
        onChange={changed(setEarlier)}
        description={t('matches.earlier-help')}
      >
        {t('matches.earlier')}
      </Checkbox>
      {earlier && (
        <DateTimeField
          label={t('matches.started')}
          name="startedAt"
          timeZone={timeZone}
          value={startedAt}
          onChange={changed(setStartedAt)}
        />
      )}
      <FormActions>
        <SubmitButton
          disabledReason={
            missing
              ? t('matches.choose-both')
              : inTheWay
                ? t('matches.no-room', { name: inTheWay.person.name })
                : null
          }
        >
          {t('matches.make')}
        </SubmitButton>
        <Button onPress={onClose}>{t('ui.cancel')}</Button>
      </FormActions>
    </Form>
  )
}
