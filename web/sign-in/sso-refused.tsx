import { useTranslation } from 'react-i18next'
import type { SsoReason } from '#api/sso.ts'
import { plainClient } from '#web/api.ts'
import { knownEmail } from '#web/known-email.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { SsoButtons } from '#web/shell/sso-buttons.tsx'
import { useGo } from '#web/shell/use-go.ts'
import { useSsoStart } from '#web/shell/use-sso-start.ts'
import { useSsoWords } from '#web/shell/use-sso-words.ts'
import { leaveFor, type Way } from '#web/single-sign-on.ts'
import { Button } from '#web/ui/button.tsx'
import { Link } from '#web/ui/link.tsx'
import styles from './sso-return.module.css'

/** Trying again changes nothing. */
const final: readonly SsoReason[] = ['connection-off', 'needs-browser']

interface Props {
  connectionId: string
  way: Way | null
  reason: SsoReason
}

/** Why signing in through a provider did not work, and what helps. */
export function SsoRefused({ connectionId, way, reason }: Props) {
  const { t } = useTranslation()
  const { go } = useGo()
  const name = way?.name ?? null
  const organizationName = way?.organizationName ?? null
  const { title, text } = useSsoWords()(reason, { name, organization: organizationName })
  const another = reason === 'another-person'
  const again = useSsoStart(async (connection) => {
    if (another) await plainClient.signOut()
    if (way) await leaveFor(connection, way)
  })
  // The provider may know this browser by an account that is of no use here, and would send that one back at once.
  const anew = useSsoStart(async (connection) => {
    if (way) await leaveFor(connection, { ...way, anew: true })
  })
  const asAnother = { sso: anew, label: t('sso-return.other-account') }
  const [first, second] = another
    ? [asAnother, { sso: again, label: t('sso-return.sign-out-and-try') }]
    : [
        { sso: again, label: t('sso-return.try-again') },
        ...(reason === 'not-a-member' ? [asAnother] : []),
      ]
  const goBack = () => {
    knownEmail.set(way?.email ?? '')
    go(way?.back ?? paths.home())
  }
  const where = { connections: [{ id: connectionId, name: name ?? '' }], organizationName }
  const isTest = way?.purpose === 'test'
  const mayUsePassword = !isTest && way && /\/sign-in(?:[?#]|$)/.test(way.back)
  return (
    <CardPage
      organization={way?.look ?? undefined}
      title={title}
      below={mayUsePassword && <Link href={paths.signIn(way.to)}>{t('sign-in.use-password')}</Link>}
    >
      <div className={styles.stack}>
        <p>{text}</p>
        {way && !isTest && !final.includes(reason) && (
          <>
            {first && <SsoButtons {...first} {...where} autoFocus />}
            {second && <SsoButtons {...second} {...where} kind="secondary" />}
          </>
        )}
        <Button size="large" wide onPress={goBack}>
          {t('sso-return.back')}
        </Button>
      </div>
    </CardPage>
  )
}
