import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Language, languages } from '#api/common.ts'
import type { Organization } from '#api/organizations.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { languageNames, preferredLanguage, show } from '#web/i18n.ts'
import { organizationDialogs, paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { useFragmentDialog } from '#web/shell/use-fragment-dialog.ts'
import { useCurrencyChoices, useTimeZoneChoices } from '#web/shell/use-region-choices.ts'
import { ComboBox } from '#web/ui/combo-box.tsx'
import { countryName } from '#web/ui/country-name.ts'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { Form, FormActions, FormSection, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { Select } from '#web/ui/select.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { AccentField } from './accent-field.tsx'
import { DangerZone } from './danger-zone.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { Exports } from './exports.tsx'
import { HandOverDialog } from './hand-over-dialog.tsx'
import { LogoField } from './logo-field.tsx'
import styles from './organization.module.css'
import { Owners } from './owners.tsx'
import { SlugField, slugRefusal } from './slug-field.tsx'
import { Storage } from './storage.tsx'

/** The settings of the organization (OR1), who owns it (OR3), what can be taken from it (OR4), and its end (OR2). */
export function OrganizationPage() {
  const { t } = useTranslation()
  const organization = useQuery(query('getOrganization'))
  const isOwner = useSession().role.template === 'owner'
  const [dialog, setDialog] = useFragmentDialog(organizationDialogs)
  const close = () => setDialog(null)
  return (
    <Page title={t('organization.heading')} lead={t('organization.lead')} width="narrow">
      {organization.error ? (
        <ErrorState error={organization.error} retry={() => void organization.refetch()} />
      ) : organization.data ? (
        <>
          <OrganizationForm organization={organization.data} />
          <div className={styles.life}>
            <Founding />
            <Owners onHandOver={() => setDialog('hand-over')} />
            <Storage />
            <Exports />
            <DangerZone onDelete={() => setDialog('delete')} />
          </div>
          {isOwner && dialog === 'hand-over' && <HandOverDialog onClose={close} />}
          {isOwner && dialog === 'delete' && (
            <DeleteDialog name={organization.data.name} onClose={close} />
          )}
        </>
      ) : (
        <FormSkeleton fields={5} label={t('organization.heading')} />
      )}
    </Page>
  )
}

const weekStarts = ['monday', 'sunday', 'saturday'] as const
const timeFormats = ['24h', '12h'] as const

function OrganizationForm({ organization }: { organization: Organization }) {
  const { t, i18n } = useTranslation()
  const { member } = useSession()
  const refusal = useRefusal('updateOrganization')
  const { name, slug, language, currency, timeZone, configuration } = organization
  const draft = useDraft({ name, slug, language, currency, timeZone, ...configuration })
  const { value, change } = draft
  const currencies = useCurrencyChoices()
  const zones = useTimeZoneChoices(timeZone)
  const save = useMutation({
    mutationFn: () => {
      const { accent, weekStartsOn, timeFormat, ...rest } = draft.changes
      const changed = { accent, weekStartsOn, timeFormat }
      return client.updateOrganization({
        body: {
          ...rest,
          ...(Object.values(changed).some(Boolean) && { configuration: changed }),
        },
      })
    },
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
      error={slugRefusal(save.error)}
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
        <SlugField
          present={slug}
          isDisabled={disabled}
          value={value.slug}
          onChange={(next) => change({ slug: next })}
        />
        <Facts
          facts={[
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
      <FormSection title={t('organization.look')} lead={t('organization.look-lead')}>
        <AccentField
          isDisabled={disabled}
          value={value.accent}
          onChange={(next) => change({ accent: next })}
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
        <Select
          label={t('organization.week-starts-on')}
          name="configuration/weekStartsOn"
          isDisabled={disabled}
          help={t('organization.week-starts-on-help')}
          choices={weekStarts.map((id) => ({ id, label: t(`organization.weekdays.${id}`) }))}
          value={value.weekStartsOn}
          onChange={(next) => change({ weekStartsOn: next })}
        />
        <RadioGroup
          label={t('organization.time-format')}
          name="configuration/timeFormat"
          isDisabled={disabled}
          choices={timeFormats.map((id) => ({ id, label: t(`organization.time-formats.${id}`) }))}
          value={value.timeFormat}
          onChange={(next) => change({ timeFormat: next })}
        />
      </FormSection>
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
