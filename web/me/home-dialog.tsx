import { useMutation, useQuery } from '@tanstack/react-query'
import { Building2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MemberId } from '#api/common.ts'
import { client, query, refresh } from '#web/api.ts'
import { useOrganizationWords } from '#web/shell/organization-words.ts'
import { Button } from '#web/ui/button.tsx'
import { ComboBox } from '#web/ui/combo-box.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'

/** Names a new home among one's own active organizations, once the old one is gone or left (PW5). */
export function HomeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const mine = useQuery(query('listMyOrganizations'))
  const active = mine.data?.organizations.filter(({ status }) => status === 'active')
  return (
    <Dialog
      title={t('me.security.home.name')}
      lead={t('me.security.home.name-lead')}
      isOpen
      onClose={onClose}
      size="small"
    >
      {mine.error ? (
        <ErrorState error={mine.error} retry={() => void mine.refetch()} />
      ) : !active ? (
        <ListSkeleton rows={3} label={t('me.security.home.name')} />
      ) : active.length > 0 ? (
        <HomeForm organizations={active} onClose={onClose} />
      ) : (
        <EmptyState icon={<Building2 size={20} />} title={t('me.security.home.empty')}>
          {t('me.security.home.empty-why')}
        </EmptyState>
      )}
    </Dialog>
  )
}

/** Past that, people type. */
const fewEnoughToSee = 5

type Rows = Awaited<ReturnType<typeof client.listMyOrganizations>>['organizations']

function HomeForm({ organizations, onClose }: { organizations: Rows; onClose: () => void }) {
  const { t } = useTranslation()
  const words = useOrganizationWords()
  const [memberId, setMemberId] = useState<MemberId | null>(null)
  const choices = organizations.map((row) => ({
    id: row.memberId,
    label: row.name,
    description: words.role(row),
  }))
  const chosen = organizations.find((row) => row.memberId === memberId)
  const save = useMutation({
    mutationFn: (id: MemberId) => client.nameHome({ body: { memberId: id } }),
    onSuccess: async () => {
      await refresh('getMySecurity')
      toast(t('me.security.home.named', { name: chosen?.name ?? '' }))
      onClose()
    },
  })
  return (
    <Form
      error={save.error}
      isPending={save.isPending}
      leaveFreely
      onSubmit={() => memberId && save.mutate(memberId)}
    >
      {choices.length > fewEnoughToSee ? (
        <ComboBox
          label={t('me.security.home.title')}
          name="memberId"
          autoFocus
          choices={choices}
          value={memberId}
          onChange={setMemberId}
        />
      ) : (
        <RadioGroup
          label={t('me.security.home.title')}
          name="memberId"
          cards
          choices={choices}
          value={memberId}
          onChange={setMemberId}
        />
      )}
      <FormActions>
        <SubmitButton disabledReason={memberId ? null : t('me.security.home.missing')}>
          {t('me.security.home.confirm')}
        </SubmitButton>
        <Button onPress={onClose}>{t('ui.cancel')}</Button>
      </FormActions>
    </Form>
  )
}
