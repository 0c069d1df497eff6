import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { plainClient, refresh } from '#web/api.ts'
import { thisPage } from '#web/destination.ts'
import { paths } from '#web/paths.ts'
import { type Demand, settleDemand } from '#web/proofs.ts'
import { Dialog } from '#web/ui/dialog.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { useStepWords } from './door-step/use-step-words.ts'
import { DoorStep } from './door-step.tsx'

/** What must be proved before a call is repeated, over the page that made it; closing it loses nothing. */
export function ProofDialog({ demand }: { demand: Demand }) {
  const { t } = useTranslation()
  const words = useStepWords()
  const [missing, setMissing] = useState(demand.missing)
  const who = useQuery({
    queryKey: ['proof-dialog'],
    queryFn: () => plainClient.listMyOrganizations(),
    retry: false,
  })
  const [step, ...rest] = missing
  const name = who.data?.current?.name ?? ''
  const said = step && name ? words(step, name) : null
  const why = step?.kind === 'email_otp' && step.reason !== 'demanded' ? step.reason : step?.kind
  const oneself = why && t(`door.oneself.${why}`, { defaultValue: '' })

  const next = () => {
    if (rest.length > 0) return setMissing(rest)
    settleDemand('repeat')
    // What they tell of open doors and fresh evidence is not true any more.
    void refresh('getSession', 'getMySecurity', 'listMyOrganizations', 'previewCopy')
  }
  return (
    <Dialog
      title={demand.by === 'oneself' ? t('door.oneself.title') : (said?.title ?? t('door.title'))}
      lead={demand.by === 'oneself' ? oneself : said?.why}
      size="small"
      firm
      isOpen
      onClose={() => settleDemand('cancel')}
      {...(demand.by === 'door' && { note: t('door.work-stays') })}
    >
      {who.error ? (
        <ErrorState error={who.error} retry={() => void who.refetch()} />
      ) : who.data && step ? (
        <DoorStep
          key={`${missing.length}:${step.kind}`}
          step={step}
          email={who.data.email}
          organizationName={name}
          overWork
          onProved={next}
          onExpired={() => window.location.assign(paths.signIn(thisPage()))}
        />
      ) : (
        <FormSkeleton fields={1} label={t('door.title')} />
      )}
    </Dialog>
  )
}
