import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolicyDocument } from '#api/policies.ts'
import { query } from '#web/api.ts'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Page } from '#web/ui/page.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { BreakGlass, MissingCodes } from './break-glass.tsx'
import { PlannedCard } from './planned-card.tsx'
import { PolicyForm } from './policy-form.tsx'

/**
 * What the door demands, now and from a grace date on (DR1, DR6). It asks the server for nothing but the policy, because
 * that is all that a session behind a break-glass code may.
 */
export function SignInPolicyPage() {
  const { t } = useTranslation()
  const policy = useQuery(query('getSignInPolicy'))
  return (
    <Page title={t('policies.heading')} lead={t('policies.lead')} width="narrow">
      {policy.error && !policy.data ? (
        <ErrorState error={policy.error} retry={() => void policy.refetch()} />
      ) : policy.data ? (
        <Policy found={policy.data} />
      ) : (
        <FormSkeleton fields={6} label={t('policies.heading')} />
      )}
    </Page>
  )
}

type Planned = NonNullable<PolicyDocument['planned']>

interface Start {
  /** The plan that is being edited; null: what acts now. */
  planned: Planned | null
  key: number
}

function Policy({ found }: { found: PolicyDocument }) {
  // What the form begins with; a new one makes a new form.
  const [start, setStart] = useState<Start>({ planned: null, key: 0 })
  const restart = (planned: Planned | null) => setStart(({ key }) => ({ planned, key: key + 1 }))
  return (
    <>
      <MissingCodes found={found} />
      {found.planned && (
        <PlannedCard before={found.policy} planned={found.planned} onEdit={restart} />
      )}
      <PolicyForm
        key={start.key}
        found={found}
        planned={start.planned}
        onRestart={() => restart(null)}
      />
      <BreakGlass codes={found.breakGlass} />
    </>
  )
}
