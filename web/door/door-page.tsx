import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrganizationRow } from '#api/sessions.ts'
import { signOut } from '#web/api.ts'
import { destination } from '#web/destination.ts'
import { followOutcome } from '#web/follow-outcome.ts'
import { paths, underSlug } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { useStepWords } from '#web/shell/door-step/use-step-words.ts'
import { DoorStep } from '#web/shell/door-step.tsx'
import { NotFoundPage } from '#web/shell/not-found-page.tsx'
import { UnseenProof } from '#web/shell/unseen-proof.tsx'
import { listenToTabs } from '#web/tabs.ts'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Link } from '#web/ui/link.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { BreakGlass } from './break-glass.tsx'
import styles from './door.module.css'
import { type Door, findDoor, knock } from './find-door.ts'
import { SwitchOffer } from './switch-offer.tsx'

/** Whose door, what it wants and why (SW4); for pending sign-ins, switches, and sessions that must step up. */
export function DoorPage() {
  const { slug = '' } = useParams({ strict: false })
  const { t } = useTranslation()
  const to = destination()
  const key = ['door', slug]
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => findDoor(slug),
    // Looking may walk in: only when the page opens or something was proved.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnReconnect: false,
  })
  useEffect(() => listenToTabs(null), [])

  const open = data?.kind === 'open' ? data : null
  const neverEntered = data?.kind === 'never-entered'
  const moved = data?.kind === 'moved' ? data.slug : null
  useEffect(() => {
    if (open?.outcome) followOutcome(open.outcome, to)
    else if (open) window.location.replace(to ?? paths.tasks(slug))
    else if (neverEntered) window.location.replace(paths.choose(to))
    else if (moved) window.location.replace(paths.door(moved, to && underSlug(to, moved)))
  }, [open, neverEntered, moved, slug, to])

  if (data?.kind === 'nowhere') return <NotFoundPage bare />
  if (data?.kind === 'unseen')
    return (
      <CardPage
        title={t(`shell.${data.why}.title`)}
        lead={t(`shell.${data.why}.elsewhere`)}
        below={<Ways from={data.from} />}
      >
        <UnseenProof email={data.email} why={data.why} onProved={() => void refetch()} />
      </CardPage>
    )
  if (data?.kind === 'closed-by-choice') return <SwitchOffer row={data.row} to={to} />
  if (data?.kind === 'steps') return <Steps door={data} to={to} cacheKey={key} />
  return (
    <CardPage title={t('door.title')}>
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <FormSkeleton fields={1} label={t('door.title')} />
      )}
    </CardPage>
  )
}

function Steps({
  door,
  to,
  cacheKey,
}: {
  door: Extract<Door, { kind: 'steps' }>
  to: string | null
  cacheKey: readonly unknown[]
}) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { row, look, email, missing, from } = door
  const { name } = row
  const [step] = missing
  const words = useStepWords()
  const [glass, setGlass] = useState(false)
  const onBreakGlass = row.roleTemplate === 'owner' ? () => setGlass(true) : undefined

  // The door decides after every proof; what it still misses is the next step (DR2).
  const ask = useMutation({
    mutationFn: () => (row.current ? findDoor(row.slug) : again(door)),
    onSuccess: (next) => queries.setQueryData(cacheKey, next),
  })
  if (!step) return null
  if (glass) return <BreakGlass row={row} look={look} onBack={() => setGlass(false)} />
  const { title, why } = words(step, name)
  return (
    <CardPage
      organization={look}
      title={title}
      lead={why}
      below={
        <Ways from={from}>
          {onBreakGlass && step.kind === 'sso' && (
            <Link onPress={onBreakGlass}>{t('door.break-glass.use')}</Link>
          )}
        </Ways>
      }
    >
      {missing.length > 1 && (
        <p className={styles.progress}>{t('door.more', { count: missing.length })}</p>
      )}
      <DoorStep
        key={`${missing.length}:${step.kind}`}
        step={step}
        email={email}
        organizationName={name}
        look={look}
        isPending={ask.isPending}
        onProved={() => ask.mutate()}
        onBreakGlass={onBreakGlass}
        onExpired={() => window.location.assign(paths.signIn(to ?? paths.tasks(row.slug)))}
      />
      {ask.error && <ErrorState error={ask.error} retry={() => ask.mutate()} />}
    </CardPage>
  )
}

/** Other ways than this door. */
function Ways({ from, children }: { from: OrganizationRow | null; children?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <p className={styles.ways}>
      {from ? (
        <Link href={paths.tasks(from.slug)}>{t('door.rather-stay', { name: from.name })}</Link>
      ) : (
        <Link href={paths.choose()}>{t('door.choose')}</Link>
      )}
      {children}
      {!from && <Link onPress={() => void signOut()}>{t('shell.sign-out')}</Link>}
    </p>
  )
}

async function again(door: Extract<Door, { kind: 'steps' }>): Promise<Door> {
  const outcome = await knock(door.row.memberId)
  return outcome.outcome === 'challenged'
    ? { ...door, missing: outcome.missing }
    : { kind: 'open', outcome }
}
