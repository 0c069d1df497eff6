import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connection } from '#api/sso.ts'
import { client } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { refused } from '#web/shell/trace-view.tsx'
import { Link } from '#web/ui/link.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { EnableStep } from './enable-step.tsx'
import { LastTest, useLastTest } from './last-test.tsx'
import { LeaveButton } from './leave-button.tsx'
import { MetadataNotice } from './metadata-notice.tsx'
import { type GivenProvider, ProviderForm } from './provider-form.tsx'
import { SetUpLink } from './set-up-link.tsx'
import styles from './sso.module.css'
import { Step, Steps } from './step.tsx'
import { ToCopy } from './to-copy.tsx'
import { keepConnection, useConnection } from './use-connection.ts'

/** From a draft to a connection that everybody may be asked to come through, in five steps (SS3). */
export function SetUp() {
  const { t } = useTranslation()
  const connection = useConnection()
  const { id, kind, provider, toCopy, attributes } = connection
  const refusal = useRefusal('updateConnection')
  const [dirty, setDirty] = useState(false)
  const save = async (body: GivenProvider) =>
    keepConnection(await client.updateConnection({ params: { connectionId: id }, body }))
  const notYet = provider ? (dirty ? t('sso.save-first') : null) : t('sso.enter-first')
  return (
    <>
      <MetadataNotice connection={connection} save={save} />
      <Steps>
        <Step
          number={1}
          title={t('sso.steps.copy')}
          lead={t(`sso.steps.copy-lead.${kind}`)}
          done={provider !== null}
        >
          <ToCopy toCopy={toCopy} attributes={attributes} />
        </Step>
        <Step
          number={2}
          title={t('sso.steps.enter')}
          lead={t(`sso.steps.enter-lead.${kind}`)}
          done={provider !== null}
        >
          <ProviderForm
            of={connection}
            inUse={connection.linkedMembers > 0}
            refusal={refusal}
            save={save}
            onDirty={setDirty}
          />
        </Step>
        <TestStep connection={connection} refusal={refusal ?? notYet} />
        <EnableStep connection={connection} notYet={notYet} />
        <OwnStep connection={connection} notYet={notYet} />
      </Steps>
      <SetUpLink connection={connection} />
    </>
  )
}

function TestStep({ connection, refusal }: { connection: Connection; refusal: string | null }) {
  const { t } = useTranslation()
  const { organization } = useSession()
  const { id } = connection
  const test = useLastTest(id)
  return (
    <Step
      number={3}
      anchor="test"
      title={t('sso.steps.test')}
      lead={t('sso.steps.test-lead')}
      done={test !== undefined && !refused(test)}
    >
      {test && <LastTest connectionId={id} test={test} />}
      <LeaveButton
        connection={connection}
        from={{
          purpose: 'test',
          organizationName: organization.name,
          back: `${paths.connection(organization.slug, id)}#test`,
        }}
        disabledReason={refusal}
      >
        {t('sso.test')}
      </LeaveButton>
    </Step>
  )
}

function OwnStep({ connection, notYet }: { connection: Connection; notYet: string | null }) {
  const { t } = useTranslation()
  const { organization } = useSession()
  const { id, status, ownSignInAt } = connection
  const here = `${paths.connection(organization.slug, id)}#own`
  return (
    <Step
      number={5}
      anchor="own"
      title={t('sso.steps.own')}
      lead={t('sso.steps.own-lead')}
      done={ownSignInAt !== null}
    >
      {ownSignInAt && (
        <p className={styles.words}>
          {t('sso.own-last')} <RelativeTime time={ownSignInAt} timeZone={organization.timeZone} />.{' '}
          <Link href={paths.signInPolicy(organization.slug)}>{t('sso.to-policy')}</Link>
        </p>
      )}
      <LeaveButton
        connection={connection}
        from={{ organizationName: organization.name, to: here, back: here }}
        disabledReason={notYet ?? (status === 'enabled' ? null : t('sso.enable-first'))}
      >
        {t('sso.own')}
      </LeaveButton>
    </Step>
  )
}
