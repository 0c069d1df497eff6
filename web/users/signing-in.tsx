import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import type { User } from '#api/members.ts'
import { client, query, refresh } from '#web/api.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { FormSection } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { ResetPasswordDialog } from './reset-password-dialog.tsx'
import { SingleSignOn } from './single-sign-on.tsx'
import { useUserRefusal } from './use-user-refusal.ts'
import styles from './user-page.module.css'
import { nameOf } from './user-words.tsx'

type Security = Awaited<ReturnType<Client['getUserSecurity']>>

/** How a user signs in, and what their home's administrators may do about it (PW3, PW4, DR4, LG8). */
export function SigningIn({ user }: { user: User }) {
  const { t } = useTranslation()
  const security = useQuery(query('getUserSecurity', { params: { memberId: user.id } }))
  return (
    <FormSection title={t('users.signing-in.title')} lead={t('users.signing-in.lead')}>
      {security.error && !security.data ? (
        <ErrorState error={security.error} retry={() => void security.refetch()} />
      ) : security.data ? (
        <>
          <SecurityFacts user={user} security={security.data} />
          <Actions user={user} security={security.data} />
        </>
      ) : (
        <FormSkeleton fields={2} label={t('users.signing-in.title')} />
      )}
      <SingleSignOn user={user} />
    </FormSection>
  )
}

/** Whoever was never here may be registered elsewhere or nowhere: that is not told (PR4). */
const home = (user: User, { homeHere }: Security) =>
  homeHere ? 'here' : user.lastVisitedAt ? 'elsewhere' : 'nowhere'

function SecurityFacts({ user, security }: { user: User; security: Security }) {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  const where = home(user, security)
  const { authenticator, passwordTemporary, lockedUntil } = security
  return (
    <>
      <Facts
        facts={[
          { name: t('users.signing-in.home'), value: t(`users.signing-in.${where}`) },
          ...(where === 'here'
            ? [
                {
                  name: t('users.signing-in.password'),
                  value: t(`users.signing-in.${passwordTemporary ? 'temporary' : 'own'}`),
                },
                {
                  name: t('users.signing-in.authenticator'),
                  value: t(`users.signing-in.${authenticator ? 'enrolled' : 'none'}`),
                },
                {
                  name: t('users.signing-in.locked'),
                  value: lockedUntil
                    ? t('users.signing-in.locked-until', { time: format.dateTime(lockedUntil) })
                    : t('users.signing-in.not-locked'),
                },
              ]
            : []),
        ]}
      />
      {where !== 'here' && <p className={styles.words}>{t(`users.signing-in.${where}-text`)}</p>}
    </>
  )
}

function Actions({ user, security }: { user: User; security: Security }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const refusal = useSignInRefusal(user, security)
  const [open, setOpen] = useState<'password' | 'authenticator' | null>(null)
  const mayReset = useRefusal('resetUserPassword')
  const mayUnlock = useRefusal('unlockUser')
  const mayForget = useRefusal('resetUserAuthenticator')
  const params = { memberId: user.id }
  const name = nameOf(user)
  const fail = (error: Error) => {
    const { title, detail } = say(error)
    toast({ text: title, description: detail, tone: 'error' })
    setOpen(null)
  }
  const unlock = useMutation({
    mutationFn: () => client.unlockUser({ params }),
    onSuccess: () => {
      void refresh('getUserSecurity')
      toast({
        text: t('users.signing-in.unlocked', { name }),
        description: t('users.signing-in.unlocked-next'),
      })
    },
    onError: fail,
  })
  const forget = useMutation({
    mutationFn: () => client.resetUserAuthenticator({ params }),
    onSuccess: () => {
      setOpen(null)
      toast({
        text: t('users.signing-in.authenticator-sent', { email: user.email }),
        description: t('users.signing-in.authenticator-sent-next'),
      })
    },
    onError: fail,
  })
  const notLocked = security.lockedUntil ? null : t('users.signing-in.refusals.not-locked')
  const notEnrolled = security.authenticator ? null : t('users.signing-in.refusals.not-enrolled')
  return (
    <div className={styles.buttons}>
      <Button disabledReason={mayReset ?? refusal} onPress={() => setOpen('password')}>
        {t('users.signing-in.reset')}
      </Button>
      <Button
        isPending={unlock.isPending}
        disabledReason={mayUnlock ?? refusal ?? notLocked}
        onPress={() => unlock.mutate()}
      >
        {t('users.signing-in.unlock')}
      </Button>
      <Button
        disabledReason={mayForget ?? refusal ?? notEnrolled}
        onPress={() => setOpen('authenticator')}
      >
        {t('users.signing-in.authenticator-reset')}
      </Button>
      {open === 'password' && <ResetPasswordDialog user={user} onClose={() => setOpen(null)} />}
      <ConfirmDialog
        title={t('users.signing-in.authenticator-question', { name })}
        confirm={t('users.signing-in.authenticator-confirm')}
        isOpen={open === 'authenticator'}
        isPending={forget.isPending}
        onConfirm={() => forget.mutate()}
        onClose={() => setOpen(null)}
      >
        {t('users.signing-in.authenticator-text', { email: user.email })}
      </ConfirmDialog>
    </div>
  )
}

/** Why none of it may be done to this user, by the rules that the server keeps; null where it may. */
function useSignInRefusal(user: User, security: Security): string | null {
  const { t } = useTranslation()
  const own = useSession().member.id === user.id
  const touch = useUserRefusal()(user)
  if (own) return t('users.signing-in.refusals.yourself')
  if (user.status === 'invited') return t('users.signing-in.refusals.invited')
  const where = home(user, security)
  return touch ?? (where === 'here' ? null : t(`users.signing-in.refusals.${where}`))
}
