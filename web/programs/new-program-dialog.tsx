import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ProgramKind, programKinds } from '#api/programs.ts'
import { client } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { keepProgram } from './use-program.ts'

/** Begins a program: name and kind, which stays; everything else is set on its pages (MT1). */
export function NewProgramDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const [program, setProgram] = useState({
    name: '',
    description: '',
    kind: 'mentoring' as ProgramKind,
  })
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const change = (patch: Partial<typeof program>) => {
    setProgram({ ...program, ...patch })
    setKey(crypto.randomUUID())
  }
  const save = useMutation({
    mutationFn: () => client.createProgram({ body: program, idempotencyKey }),
    onSuccess: (made) => {
      keepProgram(made)
      toast({ text: t('programs.created', made), description: t('programs.created-next') })
      onClose()
      go(paths.program(slug, made.id))
    },
  })
  return (
    <Dialog title={t('programs.new')} isOpen onClose={onClose}>
      <Form error={save.error} isPending={save.isPending} onSubmit={() => save.mutate()}>
        <TextField
          label={t('programs.name')}
          name="name"
          autoFocus
          isRequired
          maxLength={100}
          autoComplete="off"
          placeholder={t('programs.name-example')}
          value={program.name}
          onChange={(name) => change({ name })}
        />
        <RadioGroup
          label={t('programs.kind')}
          name="kind"
          help={t('programs.kind-stays')}
          cards
          choices={programKinds.map((id) => ({
            id,
            label: t(`programs.kinds.${id}`),
            description: t(`programs.kind-texts.${id}`),
          }))}
          value={program.kind}
          onChange={(kind) => change({ kind })}
        />
        <TextField
          label={t('programs.description')}
          name="description"
          help={t('programs.description-help')}
          optional
          rows={3}
          maxLength={5000}
          value={program.description}
          onChange={(description) => change({ description })}
        />
        <FormActions>
          <SubmitButton>{t('programs.create')}</SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
