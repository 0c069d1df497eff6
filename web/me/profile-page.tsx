import { useMutation, useQuery } from '@tanstack/react-query'
import { Lock } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import { type Language, languages } from '#api/common.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { languageNames, preferredLanguage, show } from '#web/i18n.ts'
import { paths } from '#web/paths.ts'
import { CopyProfile } from '#web/shell/copy-profile.tsx'
import { Note } from '#web/shell/note.tsx'
import { useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { useTimeZoneChoices } from '#web/shell/use-region-choices.ts'
import { ComboBox } from '#web/ui/combo-box.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { Form, FormActions, FormRow, FormSection, SubmitButton } from '#web/ui/form.tsx'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { Select } from '#web/ui/select.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { LeaveCard } from './leave-card.tsx'
import { MyAnswers } from './my-answers.tsx'
import { PhotoField } from './photo-field.tsx'

/** One's profile in this organization, which no other one sees (PR1). */
export function ProfilePage() {
  const { t } = useTranslation()
  const { organization } = useSession()
  const { name, slug } = organization
  const profile = useQuery(query('getMyProfile'))
  return (
    <Page title={t('me.profile.heading')} lead={t('me.profile.lead', { name })} width="narrow">
      {profile.error ? (
        <ErrorState error={profile.error} retry={() => void profile.refetch()} />
      ) : profile.data ? (
        <>
          <Note icon={<Lock size={16} />}>{t('me.profile.isolated', { name })}</Note>
          <CopyProfile
            organization={organization}
            here={profile.data}
            back={paths.profile(slug)}
            onCopied={(copied) => void adopt(copied, organization.language)}
          />
          <ProfileForm profile={profile.data} />
          <MyAnswers />
          <LeaveCard />
        </>
      ) : (
        <FormSkeleton fields={5} label={t('me.profile.heading')} />
      )}
    </Page>
  )
}

type Profile = Awaited<ReturnType<Client['getMyProfile']>>
const inherited = 'organization'

/** What was saved is what stands everywhere: in the frame, in the user table, and the language on screen. */
async function adopt(saved: Profile, organizations: Language): Promise<void> {
  queries.setQueryData(query('getMyProfile').queryKey, saved)
  await refresh('getSession', 'listUsers', 'getUser')
  await show(preferredLanguage(saved.language, organizations))
}

function ProfileForm({ profile }: { profile: Profile }) {
  const { t, i18n } = useTranslation()
  const { organization, email } = useSession()
  const { photoUrl, ...words } = profile
  const draft = useDraft(words)
  const { value, change } = draft
  const zones = useTimeZoneChoices(profile.timeZone)
  const save = useMutation({
    mutationFn: () => client.updateMyProfile({ body: draft.changes }),
    onSuccess: async (saved) => {
      draft.reset()
      await adopt(saved, organization.language)
      toast(i18n.t('me.profile.saved'))
    },
  })
  return (
    <Form
      error={save.error}
      isPending={save.isPending}
      dirty={draft.dirty}
      onSubmit={() => save.mutate()}
    >
      <FormSection title={t('me.profile.who')} lead={t('me.profile.who-lead')}>
        <PhotoField name={`${profile.firstName} ${profile.lastName}`} photoUrl={photoUrl} />
        <FormRow>
          <TextField
            label={t('me.profile.first-name')}
            name="firstName"
            isRequired
            maxLength={100}
            autoComplete="given-name"
            value={value.firstName}
            onChange={(firstName) => change({ firstName })}
          />
          <TextField
            label={t('me.profile.last-name')}
            name="lastName"
            isRequired
            maxLength={100}
            autoComplete="family-name"
            value={value.lastName}
            onChange={(lastName) => change({ lastName })}
          />
        </FormRow>
        <TextField
          label={t('me.profile.title')}
          name="title"
          optional
          maxLength={100}
          autoComplete="organization-title"
          value={value.title}
          onChange={(title) => change({ title })}
        />
        <TextField
          label={t('me.profile.phone')}
          name="phone"
          type="tel"
          inputMode="tel"
          optional
          maxLength={32}
          autoComplete="tel"
          value={value.phone}
          onChange={(phone) => change({ phone })}
        />
        <Facts
          facts={[
            {
              name: t('me.profile.email'),
              value: (
                <>
                  {email} ·{' '}
                  <Link href={paths.security(organization.slug, 'email')}>
                    {t('me.profile.email-change')}
                  </Link>
                </>
              ),
            },
          ]}
        />
      </FormSection>
      <FormSection title={t('me.profile.region')} lead={t('me.profile.region-lead')}>
        <Select
          label={t('me.profile.language')}
          name="language"
          choices={[
            {
              id: inherited,
              label: t('me.profile.organizations', { what: languageNames[organization.language] }),
            },
            ...languages.map((id: Language) => ({ id, label: languageNames[id] })),
          ]}
          value={value.language ?? inherited}
          onChange={(id) => change({ language: languages.find((one) => one === id) ?? null })}
        />
        <ComboBox
          label={t('me.profile.time-zone')}
          name="timeZone"
          choices={[
            {
              id: inherited,
              label: t('me.profile.organizations', {
                what: organization.timeZone.replaceAll('_', ' '),
              }),
            },
            ...zones,
          ]}
          value={value.timeZone ?? inherited}
          onChange={(id) => id && change({ timeZone: id === inherited ? null : id })}
        />
      </FormSection>
      <FormActions>
        <SubmitButton />
      </FormActions>
    </Form>
  )
}
