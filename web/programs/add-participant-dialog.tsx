import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Program, ProgramRole } from '#api/programs.ts'
import { client, pictureUrl, query } from '#web/api.ts'
import { refreshMatches } from '#web/shell/refresh-matches.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { ComboBox } from '#web/ui/combo-box.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { toast } from '#web/ui/toast.tsx'
import { rolesOf } from './program-words.tsx'
import { RoleFields } from './registration-fields.tsx'

/** Registers a member by hand, also while registration is closed. */
export function AddParticipantDialog({
  program,
  onClose,
}: {
  program: Program
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<{ id: string; name: string } | null>(null)
  const [part, setPart] = useState<{ role: ProgramRole; capacity: number }>({
    role: rolesOf(program.kind)[0] ?? 'peer',
    capacity: 1,
  })
  const q = typed.trim() === chosen?.name ? '' : typed.trim().slice(0, 100)
  const found = useQuery({
    ...query('listCandidates', {
      params: { programId: program.id },
      query: { q: q || undefined },
    }),
    placeholderData: keepPreviousData,
  })
  const choices = (found.data?.items ?? []).flatMap(({ memberId, name, email, photoUrl }) =>
    memberId
      ? [
          {
            id: String(memberId),
            label: name,
            description: email && name !== email ? email : undefined,
            icon: (
              <Avatar
                id={memberId}
                name={name}
                photoUrl={photoUrl && pictureUrl(photoUrl)}
                size={20}
              />
            ),
          },
        ]
      : [],
  )
  const shown =
    chosen && !choices.some(({ id }) => id === chosen.id)
      ? [{ id: chosen.id, label: chosen.name }, ...choices]
      : choices
  const save = useMutation({
    mutationFn: (memberId: string) =>
      client.addParticipant({ params: { programId: program.id }, body: { memberId, ...part } }),
    onSuccess: ({ person }) => {
      void refreshMatches()
      toast(t('programs.participant-added', { name: person.name, program: program.name }))
      onClose()
    },
  })
  return (
    <Dialog
      title={t('programs.add-participant')}
      lead={t('programs.add-lead')}
      isOpen
      onClose={onClose}
    >
      <Form
        error={save.error}
        isPending={save.isPending}
        onSubmit={() => chosen && save.mutate(chosen.id)}
      >
        <ComboBox
          label={t('programs.person')}
          name="memberId"
          autoFocus
          placeholder={t('matches.find-person')}
          choices={shown}
          value={chosen?.id ?? null}
          onSearch={setTyped}
          onChange={(id) => {
            const one = shown.find((choice) => choice.id === id)
            setChosen(one ? { id: one.id, name: one.label } : null)
          }}
        />
        <RoleFields
          kind={program.kind}
          value={part}
          openMatches={0}
          whose="theirs"
          onChange={(patch) => setPart({ ...part, ...patch })}
        />
        <FormActions>
          <SubmitButton disabledReason={chosen ? null : t('programs.choose-somebody')}>
            {t('programs.add-confirm')}
          </SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
