import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolicyDocument, SignInPolicy } from '#api/policies.ts'
import { client, queries, query } from '#web/api.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import { ChangeList } from './change-list.tsx'
import styles from './policies.module.css'

type Planned = NonNullable<PolicyDocument['planned']>

interface Props {
  before: SignInPolicy
  planned: Planned
  onEdit: (planned: Planned) => void
}

/** What acts from its grace date on, announced by whom (DR6). */
export function PlannedCard({ before, planned, onEdit }: Props) {
  const { t } = useTranslation()
  const format = useFormat(useSession().organization.timeZone)
  const say = useProblemText()
  const mayEdit = useRefusal('updateSignInPolicy')
  const mayCancel = useRefusal('cancelPlannedPolicy')
  const [asking, setAsking] = useState(false)
  const date = format.dateTime(planned.from)
  const cancel = useMutation({
    mutationFn: () => client.cancelPlannedPolicy(),
    onSuccess: (saved) => {
      queries.setQueryData(query('getSignInPolicy').queryKey, saved)
      setAsking(false)
      toast(t('policies.gave-up'))
    },
    onError: (error) => {
      const { title, detail } = say(error)
      setAsking(false)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  return (
    <Card
      title={t('policies.planned', { date })}
      lead={t('policies.planned-by', { name: planned.announcedBy })}
      action={
        <div className={styles.buttons}>
          <Button size="small" disabledReason={mayEdit} onPress={() => onEdit(planned)}>
            {t('policies.planned-edit')}
          </Button>
          <Button size="small" disabledReason={mayCancel} onPress={() => setAsking(true)}>
            {t('policies.planned-give-up')}
          </Button>
        </div>
      }
    >
      <ChangeList before={before} next={planned.policy} />
      <ConfirmDialog
        title={t('policies.give-up-question', { date })}
        confirm={t('policies.give-up-confirm')}
        isOpen={asking}
        isPending={cancel.isPending}
        onConfirm={() => cancel.mutate()}
        onClose={() => setAsking(false)}
      >
        {t('policies.give-up-text')}
      </ConfirmDialog>
    </Card>
  )
}
