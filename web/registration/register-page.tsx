import { useSuspenseQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answered } from '#api/fields.ts'
import { query, signOut } from '#web/api.ts'
import { destination } from '#web/destination.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { Dress } from '#web/shell/dress.tsx'
import { StaleGuard } from '#web/shell/stale-notice.tsx'
import { listenToTabs } from '#web/tabs.ts'
import { Link } from '#web/ui/link.tsx'
import { MissingForm } from './missing-form.tsx'
import { RegisterForm } from './register-form.tsx'
import styles from './registration.module.css'

/**
 * What stands before anything else in an organization: who enters for the first time says who they are here and answers its
 * questions (US2, PR1, PR2); who is in already answers those that have come since.
 */
export function RegisterPage() {
  const { t } = useTranslation()
  const { data: session } = useSuspenseQuery(query('getSession'))
  const { data: answered } = useSuspenseQuery(query('getMyFields'))
  const { organization, member, email } = session
  const { name } = organization
  useEffect(
    () => listenToTabs({ organizationId: organization.id, memberId: member.id }),
    [organization.id, member.id],
  )

  // By a full page load, which asks anew who one is here.
  const goOn = () => window.location.assign(destination() ?? paths.tasks(organization.slug))
  const card = (title: string, lead: string, form: ReactNode, wide: boolean) => (
    <StaleGuard session={session}>
      <Dress organization={organization}>
        <CardPage
          organization={organization}
          title={title}
          lead={lead}
          width={wide ? 'wide' : 'narrow'}
          below={
            <p className={styles.ways}>
              <Link href={paths.choose()}>{t('door.choose')}</Link>
              <Link onPress={() => void signOut()}>{t('shell.sign-out')}</Link>
            </p>
          }
        >
          {form}
        </CardPage>
      </Dress>
    </StaleGuard>
  )
  if (member.status === 'registering')
    return card(
      t('registration.title', { name }),
      t('registration.lead', { email }),
      <RegisterForm session={session} answered={answered} goOn={goOn} />,
      answered.items.length > 0,
    )
  const missing = missingOf(answered)
  return card(
    t('registration.more-title', { count: missing.length, name }),
    t('registration.more-lead', { count: missing.length, name }),
    <MissingForm items={missing} goOn={goOn} />,
    false,
  )
}

const missingOf = ({ items }: Answered) =>
  items.filter(({ field, value }) => field.required && value === null)
