import { parseDate, toZoned } from '@internationalized/date'
import { useMutation, useQuery } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { HubId } from '#api/common.ts'
import { client, query, refresh } from '#web/api.ts'
import { Note } from '#web/shell/note.tsx'
import { useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { CopyButton } from '#web/ui/copy-button.tsx'
import { DateField } from '#web/ui/date-field.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, FormRow, SubmitButton } from '#web/ui/form.tsx'
import { NumberField } from '#web/ui/number-field.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { DomainsField } from './domains-field.tsx'
import styles from './joining-rules.module.css'
import { OwnHubs } from './own-hubs.tsx'

const usesMost = 1_000_000

/** Makes an access link, and shows it the only time that it can be shown. */
export function CreateLinkDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { timeZone } = useSession().organization
  const [name, setName] = useState('')
  const [domains, setDomains] = useState<string[]>([])
  const own = useQuery(query('listMyHubs')).data?.items
  const [chosen, setHubs] = useState<readonly { id: string; name: string }[] | null>(null)
  // Whoever has but one hub means that one.
  const hubs = chosen ?? (own?.length === 1 ? own : [])
  const [day, setDay] = useState<string | null>(null)
  const [usesMax, setUsesMax] = useState<number | null>(null)
  const create = useMutation({
    mutationFn: () =>
      client.createAccessLink({
        body: {
          name,
          domains,
          hubIds: hubs.map(({ id }) => HubId.parse(id)),
          usesMax,
          expiresAt: day && endOf(day, timeZone),
        },
      }),
    onSuccess: () => void refresh('listAccessLinks'),
  })
  if (create.data)
    return (
      <Dialog
        title={t('joining.links.made', { name: create.data.name })}
        lead={t('joining.links.made-lead')}
        firm
        isOpen
        onClose={onClose}
        actions={<Button onPress={onClose}>{t('joining.links.done')}</Button>}
      >
        <div className={styles.made}>
          <div className={styles.link}>
            <code>{create.data.url}</code>
            <CopyButton kind="primary" autoFocus text={create.data.url} />
          </div>
          <Note icon={<TriangleAlert size={16} />}>
            {t(domains.length > 0 ? 'joining.links.warn-domains' : 'joining.links.warn-any')}
          </Note>
        </div>
      </Dialog>
    )
  return (
    <Dialog title={t('joining.links.create')} isOpen onClose={onClose}>
      <Form error={create.error} isPending={create.isPending} onSubmit={() => create.mutate()}>
        <TextField
          label={t('joining.links.name')}
          name="name"
          help={t('joining.links.name-help')}
          placeholder={t('joining.links.name-example')}
          autoFocus
          isRequired
          maxLength={60}
          autoComplete="off"
          value={name}
          onChange={setName}
        />
        <DomainsField value={domains} onChange={setDomains} />
        <OwnHubs own={own} value={hubs} onChange={setHubs} />
        <FormRow>
          <DateField
            label={t('joining.links.expires')}
            name="expiresAt"
            help={t('joining.links.expires-help')}
            optional
            value={day}
            onChange={setDay}
            validate={(value) =>
              value && Date.parse(endOf(value, timeZone)) < Date.now()
                ? t('field-errors.past')
                : null
            }
          />
          <NumberField
            label={t('joining.links.max')}
            name="usesMax"
            help={t('joining.links.max-help')}
            optional
            plain
            minValue={1}
            maxValue={usesMost}
            value={usesMax ?? Number.NaN}
            onChange={(value) => setUsesMax(Number.isNaN(value) ? null : value)}
          />
        </FormRow>
        <FormActions>
          <SubmitButton>{t('joining.links.create')}</SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}

/** The last moment of a day in the organization's time zone, as ISO 8601 in UTC. */
const endOf = (day: string, timeZone: string): string =>
  toZoned(parseDate(day).add({ days: 1 }), timeZone)
    .subtract({ seconds: 1 })
    .toAbsoluteString()
