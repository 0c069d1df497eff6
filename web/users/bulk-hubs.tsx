import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { HubChoice } from './hub-choice.tsx'
import { type BulkProps, useBulkChange } from './use-bulk-change.ts'

type Hubs = User['hubs']

/** Gives all who are selected some hubs, takes others, and leaves the rest as it is. */
export function BulkHubs(props: BulkProps) {
  const { t } = useTranslation()
  const change = useBulkChange(props)
  const [add, setAdd] = useState<Hubs>([])
  const [remove, setRemove] = useState<Hubs>([])
  const ids = (hubs: Hubs) => hubs.map(({ id }) => id)
  const both = ids(add).some((id) => ids(remove).includes(id))
  const none = add.length + remove.length === 0
  return (
    <Dialog
      title={t('users.bulk.hubs-title', { who: props.selection.words })}
      lead={t('users.bulk.hubs-lead')}
      isOpen
      onClose={props.onClose}
    >
      <Form
        error={change.error}
        isPending={change.isPending}
        leaveFreely
        onSubmit={() => change.mutate({ kind: 'hubs', add: ids(add), remove: ids(remove) })}
      >
        <HubChoice
          label={t('users.bulk.hubs-add')}
          help={t('users.bulk.hubs-add-help')}
          hubs={add}
          onChange={setAdd}
        />
        <HubChoice
          label={t('users.bulk.hubs-remove')}
          help={t('users.bulk.hubs-remove-help')}
          hubs={remove}
          onChange={setRemove}
        />
        <FormActions>
          <SubmitButton
            disabledReason={
              both ? t('users.bulk.hubs-both') : none ? t('users.bulk.hubs-first') : null
            }
          >
            {t('users.bulk.hubs-confirm')}
          </SubmitButton>
          <Button onPress={props.onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
