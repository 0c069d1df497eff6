import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Language, languages } from '#api/common.ts'
import type { Organization } from '#api/organizations.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { languageNames, preferredLanguage, show } from '#web/i18n.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { useCurrencyChoices, useTimeZoneChoices } from '#web/shell/use-region-choices.ts'
import { ComboBox } from '#web/ui/combo-box.tsx'
import { countryName } from '#web/ui/country-name.ts'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { Form, FormActions, FormSection, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { Select } from '#web/ui/select.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { LogoField } from './logo-field.tsx'

/** The settings of the organization (OR1). */
export function OrganizationPage() {
  const { t } = useTranslation()
  const organization = useQuery(query('getOrganization'))
  return (
    <Page title={t('organization.heading')} lead={t('organization.lead')} width="narrow">
      {organization.error ? (
        <ErrorState error={organization.error} retry={() => void organization.refetch()} />
      ) : organization.data ? (
        <OrganizationForm organization={organization.data} />
      ) : (
        <FormSkeleton fields={5} label={t('organization.heading')} />
      )}
    </Page>
  )
}

function OrganizationForm({ organization }: { organization: Organization }) {
  const { t, i18n } = useTranslation()
  const { member } = useSession()
  const refusal = useRefusal('updateOrganization')
  const { name, language, currency, timeZone } = organization
  const draft = useDraft({ name, language, currency, timeZone })
  const { value, change } = draft
  const currencies = useCurrencyChoices()
  const zones = useTimeZoneChoices(timeZone)
  const save = useMutation({
    mutationFn: () => client.updateOrganization({ body: draft.changes }),
    onSuccess: async (saved) => {
      queries.setQueryData(query('getOrganization').queryKey, saved)
      draft.reset()
      await refresh('getSession', 'listMyOrganizations')
      await show(preferredLanguage(member.language, saved.language))
      toast(i18n.t('organization.saved'))
    },
  })
  const disabled = refusal !== null
  return (
    <Form
      error={save.error}
      isPending={save.isPending}
      dirty={draft.dirty}
      onSubmit={() => save.mutate()}
    >
      <FormSection title={t('organization.general')} lead={t('organization.general-lead')}>
        <LogoField organization={organization} />
        <TextField
          label={t('organization.name')}
          name="name"
          isRequired
          isDisabled={disabled}
          minLength={3}
          maxLength={100}
          autoComplete="off"
          value={value.name}
          onChange={(next) => change({ name: next })}
        />
        <Facts
          facts={[
            {
              name: t('organization.slug'),
              value: (
                <>
                  <code>{`/o/${organization.slug}`}</code>
                  <p>{t('organization.slug-help')}</p>
                </>
              ),
            },
            {
              name: t('organization.country'),
              value: (
                <>
                  {organization.country
                    ? countryName(organization.country, i18n.language)
                    : t('organization.no-country')}
                  <p>{t('organization.country-help')}</p>
                </>
              ),
            },
          ]}
        />
      </FormSection>
      <FormSection title={t('organization.region')} lead={t('organization.region-lead')}>
        <Select
          label={t('organization.language')}
          name="language"
          isDisabled={disabled}
          help={t('organization.language-help')}
          choices={languages.map((id: Language) => ({ id, label: languageNames[id] }))}
          value={value.language}
          onChange={(next) => change({ language: next })}
        />
        <ComboBox
          label={t('organization.currency')}
          name="currency"
          isRequired
          isDisabled={disabled}
          choices={currencies}
          value={value.currency}
          onChange={(next) => next && change({ currency: next })}
        />
        <ComboBox
          label={t('organization.time-zone')}
          name="timeZone"
          isRequired
          isDisabled={disabled}
          help={t('organization.time-zone-help')}
          choices={zones}
          value={value.timeZone}
          onChange={(next) => next && change({ timeZone: next })}
        />
      </FormSection>
      <Founding />
      <FormActions>
        <SubmitButton disabledReason={refusal} />
      </FormActions>
    </Form>
  )
}

/** How the organization was made, for its founder only (CR5, PR4): for anybody else there is nothing. */
function Founding() {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const { data } = useQuery({ ...query('getFoundingReport'), retry: false })
  return data ? (
    <FormSection title={t('organization.founding')}>
      <p>{t('organization.founded', { date: format.date(data.createdAt) })}</p>
      <p>
        <Link href={paths.report(slug)}>{t('organization.report')}</Link>
      </p>
    </FormSection>
  ) : null
}
