import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { MemberId } from '#api/common.ts'
import type { PendingInvitation } from '#api/sessions.ts'
import { client, refresh } from '#web/api.ts'
import { destination } from '#web/destination.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import styles from './invitations.module.css'
import { Line } from './organization-line.tsx'
import { useOrganizationWords } from './organization-words.ts'

/** The invitations that wait for this person, each with Accept and Decline (LG3); nothing where there are none. */
export function Invitations({
  invitations,
  onAccepted,
}: {
  invitations: readonly PendingInvitation[]
  /** The list has been fetched anew by then: the organization stands in it. */
  onAccepted?: (memberId: MemberId) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { role } = useOrganizationWords()
  const [declining, setDeclining] = useState<PendingInvitation | null>(null)
  const answer = useAnswer()
  if (invitations.length === 0) return null
  return (
    <section aria-labelledby="invitations">
      <h2 id="invitations" className={styles.heading}>
        {t('organizations.invitations')}
      </h2>
      <ul className={styles.list}>
        {invitations.map((invitation) => {
          const { memberId, organizationId: id, name, logoUrl, invitedBy, expiresAt } = invitation
          const accepting = answer.pending === memberId && !declining
          return (
            <li key={memberId} className={styles.item}>
              <Line
                organization={{ id, name, logoUrl }}
                meta={[
                  role(invitation),
                  invitedBy
                    ? t('organizations.invited-by', { name: invitedBy })
                    : t('organizations.invited'),
                ].join(' · ')}
                aside={
                  <span className={styles.left}>
                    {t('organizations.expires', { when: format.relative(expiresAt) })}
                  </span>
                }
                end={
                  <>
                    <Button
                      isPending={accepting}
                      aria-label={t('organizations.accept-of', { name })}
                      onPress={() =>
                        answer.send(memberId, 'acceptInvitation', () => {
                          toast(t('organizations.accepted', { name }))
                          onAccepted?.(memberId)
                        })
                      }
                    >
                      {t('organizations.accept')}
                    </Button>
                    <Button
                      kind="ghost"
                      aria-label={t('organizations.decline-of', { name })}
                      onPress={() => setDeclining(invitation)}
                    >
                      {t('organizations.decline')}
                    </Button>
                  </>
                }
              />
              {answer.refused.has(memberId) && (
                <p role="alert" className={styles.refused}>
                  {t(`organizations.refused.${answer.refused.get(memberId)}`, { name })}
                </p>
              )}
            </li>
          )
        })}
      </ul>
      {declining && (
        <DeclineDialog
          organization={declining}
          by={declining.invitedBy}
          onClose={() => setDeclining(null)}
        />
      )}
    </section>
  )
}

/** Asks before a membership is given up that only an administrator can give again. */
export function DeclineDialog({
  organization: { memberId, name },
  by,
  onClose,
}: {
  organization: { memberId: MemberId; name: string }
  by: string | null
  onClose: () => void
}) {
  const { t } = useTranslation()
  const answer = useAnswer()
  return (
    <ConfirmDialog
      title={t('organizations.decline-title', { name })}
      confirm={t('organizations.decline')}
      danger
      isOpen
      isPending={answer.pending !== null}
      onClose={onClose}
      onConfirm={() =>
        answer.send(memberId, 'declineInvitation', () => {
          toast(t('organizations.declined', { name }))
          onClose()
        })
      }
    >
      {by
        ? t('organizations.decline-text', { name: by })
        : t('organizations.decline-text-unknown', { organization: name })}
    </ConfirmDialog>
  )
}

function useAnswer() {
  const say = useProblemText()
  const [refused, setRefused] = useState<ReadonlyMap<MemberId, Refusal>>(new Map())
  const { mutate, isPending, variables } = useMutation({
    mutationFn: async ({ memberId, operation }: Answer) => {
      await client[operation]({ params: { memberId } })
      await refresh('listMyOrganizations')
    },
    onSuccess: (_, { done }) => done(),
    onError: (error, { memberId }) => {
      if (error instanceof ApiError && error.type === 'not-signed-in')
        return window.location.assign(paths.signIn(destination()))
      void refresh('listMyOrganizations')
      const refusal = refusalOf(error)
      if (refusal) return setRefused((before) => new Map(before).set(memberId, refusal))
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  return {
    refused,
    pending: isPending ? variables.memberId : null,
    send: (memberId: MemberId, operation: Answer['operation'], done: () => void) =>
      mutate({ memberId, operation, done }),
  }
}

type Refusal = 'registered-elsewhere' | 'other'

/** US7: an invitation of a colleague is not enough for everybody. */
function refusalOf(error: Error): Refusal | null {
  if (!(error instanceof ApiError) || error.type !== 'join-refused') return null
  const code = error.problem.errors?.[0]?.code
  return code === 'registered-elsewhere' ? code : 'other'
}

interface Answer {
  memberId: MemberId
  operation: 'acceptInvitation' | 'declineInvitation'
  done: () => void
}
