import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, query, refresh } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { NumberField } from '#web/ui/number-field.tsx'
import { toast } from '#web/ui/toast.tsx'

/** On which day of the month periods begin, from the next one on (BL3). */
export function AnchorDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const billing = useQuery(query('getBilling'))
  const [day, setDay] = useState<number | null>(null)
  const present = billing.data?.anchorDay
  const chosen = day ?? present ?? Number.NaN
  const update = useMutation({
    mutationFn: () => client.updateBilling({ body: { anchorDay: chosen } }),
    onSuccess: async () => {
      await refresh('getBilling')
      toast(t('billing.anchor.saved'))
      onClose()
    },
  })
  return (
    <Dialog
      title={t('billing.anchor.title')}
      lead={t('billing.anchor.lead')}
      isOpen
      onClose={onClose}
    >
      <Form error={update.error} isPending={update.isPending} onSubmit={() => update.mutate()}>
        <NumberField
          label={t('billing.anchor.day')}
          name="anchorDay"
          help={t('billing.anchor.help')}
          autoFocus
          isRequired
          minValue={1}
          maxValue={31}
          value={chosen}
          onChange={setDay}
        />
        <FormActions>
          <SubmitButton disabledReason={chosen === present ? t('billing.anchor.unchanged') : null}>
            {t('billing.anchor.save')}
          </SubmitButton>
          <Button kind="ghost" onPress={onClose}>
            {t('ui.cancel')}
          </Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
