import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { client, query, signOut } from '#web/api.ts'
import { destination } from '#web/destination.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { StaleGuard } from '#web/shell/stale-notice.tsx'
import { listenToTabs } from '#web/tabs.ts'
import { Form, FormRow, SubmitButton } from '#web/ui/form.tsx'
import { Link } from '#web/ui/link.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import styles from './registration.module.css'

/** Who enters for the first time says who they are here, before anything else (US2, PR1, PR2). */
export function RegisterPage() {
  const { t } = useTranslation()
  const { data: session } = useSuspenseQuery(query('getSession'))
  const { organization, member, email } = session
  const to = destination()
  const [firstName, setFirstName] = useState(member.firstName)
  const [lastName, setLastName] = useState(member.lastName)
  useEffect(() => listenToTabs(organization.id), [organization.id])

  const goOn = () => window.location.assign(to ?? paths.tasks(organization.slug))
  const register = useMutation({
    mutationFn: () => client.completeRegistration({ body: { firstName, lastName } }),
    onSuccess: goOn,
    onError: (error) => {
      // Done in another tab.
      if (error instanceof ApiError && error.type === 'not-in-status') goOn()
    },
  })
  const required = (value: string) => (value.trim() ? null : t('field-errors.required'))
  return (
    <StaleGuard organization={organization}>
      <CardPage
        organization={organization}
        title={t('registration.title', { name: organization.name })}
        lead={t('registration.lead', { email })}
        below={
          <p className={styles.ways}>
            <Link href={paths.choose()}>{t('door.choose')}</Link>
            <Link onPress={() => void signOut()}>{t('shell.sign-out')}</Link>
          </p>
        }
      >
        <Form
          error={register.error}
          isPending={register.isPending || register.isSuccess}
          onSubmit={() => register.mutate()}
          leaveFreely
        >
          <FormRow>
            <TextField
              label={t('registration.first-name')}
              name="firstName"
              size="large"
              autoComplete="given-name"
              autoFocus
              maxLength={100}
              value={firstName}
              onChange={setFirstName}
              validate={required}
            />
            <TextField
              label={t('registration.last-name')}
              name="lastName"
              size="large"
              autoComplete="family-name"
              maxLength={100}
              value={lastName}
              onChange={setLastName}
              validate={required}
            />
          </FormRow>
          <p className={styles.why}>{t('registration.why', { name: organization.name })}</p>
          <SubmitButton size="large" wide>
            {t('registration.finish')}
          </SubmitButton>
        </Form>
      </CardPage>
    </StaleGuard>
  )
}
