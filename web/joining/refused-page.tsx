import { CircleCheck, Hourglass, UserRoundX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { JoinRefusal } from '#api/joining.ts'
import type { OrganizationLook } from '#api/look.ts'
import { knownEmail } from '#web/known-email.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { Note } from '#web/shell/note.tsx'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { useFormat } from '#web/ui/format.ts'
import styles from './joining.module.css'

const signInHelps: ReadonlySet<JoinRefusal | 'sign-in'> = new Set([
  'sign-in',
  'already-a-member',
  'invited-already',
  'registered-elsewhere',
])
/** Who has come in already, who waits for others, and what is simply over. */
function Sign({ end }: { end: JoinRefusal | 'sign-in' | 'has-account' }) {
  if (end === 'link-used-up') return <UserRoundX size={16} aria-hidden />
  const waits = ['registered-elsewhere', 'not-possible', 'domain-not-listed'].includes(end)
  return waits ? <Hourglass size={16} aria-hidden /> : <CircleCheck size={16} aria-hidden />
}

interface Props {
  /** `sign-in`: one is in, and has a password already. */
  refusal: JoinRefusal | 'sign-in'
  /** Whose access link it was; null: public sign-up. */
  organization: OrganizationLook | null
  domains: readonly string[]
  email: string
  onOtherAddress: () => void
}

/** The end of a way in that led to no password: why, and what to do. Names no other organization (US7). */
export function RefusedPage({ refusal, organization, domains, email, onOtherAddress }: Props) {
  const { t } = useTranslation()
  const { go } = useGo()
  const format = useFormat()
  const values = { name: organization?.name ?? '', email, domains: format.list(domains) }
  // Of sign-up there is one: this address has an account.
  const end = organization ? refusal : 'has-account'
  const canSignIn = !organization || signInHelps.has(refusal)
  const signIn = () => {
    knownEmail.set(email)
    go(
      paths.signIn(
        organization && (refusal === 'sign-in' || refusal === 'already-a-member')
          ? paths.tasks(organization.slug)
          : null,
      ),
    )
  }
  return (
    <CardPage
      title={t(`join.ends.${end}.title`, values)}
      lead={email}
      {...(organization && { organization })}
    >
      <div className={styles.stack} role="status">
        <Note icon={<Sign end={end} />}>{t(`join.ends.${end}.text`, values)}</Note>
        <p className={styles.said}>{t(`join.ends.${end}.next`, values)}</p>
        {canSignIn && (
          <Button kind="primary" size="large" wide autoFocus onPress={signIn}>
            {t('set-password.to-sign-in')}
          </Button>
        )}
        {refusal !== 'sign-in' && (
          <Button size="large" wide autoFocus={!canSignIn} onPress={onOtherAddress}>
            {t('sign-up.other-address')}
          </Button>
        )}
      </div>
    </CardPage>
  )
}
