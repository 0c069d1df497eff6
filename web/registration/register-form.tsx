import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { Answered } from '#api/fields.ts'
import { client, query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { CopyProfile } from '#web/shell/copy-profile.tsx'
import { FieldAnswers, valuesOf } from '#web/shell/field-answers.tsx'
import type { Session } from '#web/shell/session.ts'
import { Form, FormRow, SubmitButton } from '#web/ui/form.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import styles from './registration.module.css'

interface Props {
  session: Session
  answered: Answered
  goOn: () => void
}

/** Name and answers of somebody who is new here, with the offer to bring their profile along. */
export function RegisterForm({ session, answered, goOn }: Props) {
  const { t } = useTranslation()
  const { organization, member } = session
  const profile = useQuery(query('getMyProfile'))
  const [firstName, setFirstName] = useState(member.firstName)
  const [lastName, setLastName] = useState(member.lastName)
  const [values, setValues] = useState(() => valuesOf(answered))
  const fields = answered.items.map(({ field }) => field)
  const register = useMutation({
    mutationFn: () =>
      client.completeRegistration({ body: { firstName, lastName, fields: values } }),
    onSuccess: goOn,
    onError: (error) => {
      // Done in another tab.
      if (error instanceof ApiError && error.type === 'not-in-status') goOn()
    },
  })
  const size = fields.length > 0 ? 'medium' : 'large'
  const required = (value: string) => (value.trim() ? null : t('field-errors.required'))
  return (
    <div className={styles.form}>
      {profile.data && (
        <CopyProfile
          organization={organization}
          here={{ ...profile.data, firstName, lastName }}
          back={paths.tasks(organization.slug)}
          onCopied={(copied) => {
            if (copied.firstName) setFirstName(copied.firstName)
            if (copied.lastName) setLastName(copied.lastName)
          }}
        />
      )}
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
            size={size}
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
            size={size}
            autoComplete="family-name"
            maxLength={100}
            value={lastName}
            onChange={setLastName}
            validate={required}
          />
        </FormRow>
        {fields.length > 0 && (
          <>
            <h2 className={styles.questions}>
              {t('registration.questions', { name: organization.name })}
            </h2>
            <FieldAnswers
              fields={fields}
              values={values}
              onChange={(patch) => setValues((before) => ({ ...before, ...patch }))}
              whose="mine"
              part="fields"
            />
          </>
        )}
        <p className={styles.why}>{t('registration.why', { name: organization.name })}</p>
        <SubmitButton size="large" wide>
          {t('registration.finish')}
        </SubmitButton>
      </Form>
    </div>
  )
}
