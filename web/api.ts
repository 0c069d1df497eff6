import { MutationCache, QueryCache, QueryClient, queryOptions } from '@tanstack/react-query'
import { ApiError, type Client, createClient } from '#api/client.ts'
import { type Api, api } from '#api/index.ts'
import { thisPage } from './destination.ts'
import { askBeforeLosing } from './losing.ts'
import { paths, slugOf } from './paths.ts'
import { forgetPresence } from './presence.ts'
import { askForProof, missingOf, ProofCancelled } from './proofs.ts'
import { countUnsent, findMembersHere, removeShelves } from './shelf.ts'
import { reportStale, tellTabs } from './tabs.ts'
import { hasWork } from './work.ts'

/** The organization that this page load is in, and as whom; null before the door. Neither changes without a full page load (SW7). */
let organizationId: string | null = null
let memberId: string | null = null

/** Binds every later call and every cache key of this page load to one member of one organization. */
export function enterAs(organization: { id: string }, member: { id: string }): void {
  if (memberId && memberId !== member.id)
    throw new Error('One page load stays with one member: load the page anew')
  organizationId = organization.id
  memberId = member.id
}

/** Like `client`, but a demand for a proof is a refusal like others: for the forms that walk through it themselves. */
export const plainClient = createClient({
  baseUrl: window.location.origin,
  headers: (): Record<string, string> =>
    organizationId && memberId
      ? { 'Foyer-Organization': organizationId, 'Foyer-Member': memberId }
      : {},
})

/**
 * The typed client with the browser's cookie; names the organization that this tab believes to be in, and the member that it
 * believes to be. Where a proof is wanted in the middle of work, it asks for it over the page and repeats the call
 * (web/proofs.ts).
 */
export const client = proving(plainClient)

function proving(plain: Client): Client {
  const repeating = Object.entries(plain).map(([name, call]) => [
    name,
    async (request: never) => {
      for (;;) {
        try {
          return await call(request)
        } catch (error) {
          if (!(error instanceof ApiError && asksInPlace(error, name))) throw error
          await askForProof(error)
        }
      }
    },
  ])
  return Object.fromEntries(repeating)
}

/** Whether a proof is asked for over the page; with nothing to lose there, the door has a page of its own. */
function asksInPlace(refusal: ApiError, operation: string): boolean {
  const { type } = refusal
  if (missingOf(refusal).length === 0) return false
  if (type === 'fresh-evidence-required') return true
  if (type !== 'step-up-required' || !organizationId || isBehindGlass()) return false
  return api[operation as keyof Api].method !== 'GET' || hasWork()
}

/** DR6: a break-glass session has the sign-in policy and single sign-on alone; what else is refused leads nowhere. */
function isBehindGlass(): boolean {
  const until = queries.getQueryData(query('getSession').queryKey)?.breakGlassUntil
  return typeof until === 'string' && Date.parse(until) > Date.now()
}

type RequestOf<K extends keyof Client> = Omit<
  NonNullable<Parameters<Client[K]>[0]>,
  'signal' | 'idempotencyKey'
>

/**
 * One query an operation: its name, the organization and what is asked are the cache key, so nobody invents keys.
 * `useQuery(query('listTasks', { query: { status: 'done' } }))`
 */
export const query = <K extends keyof Client>(
  operation: K,
  ...[request]: Record<never, never> extends RequestOf<K>
    ? [request?: RequestOf<K>]
    : [request: RequestOf<K>]
) =>
  queryOptions({
    queryKey: [operation, organizationId, request ?? {}] as const,
    // The union of all operations cannot be called; the pair of name and request is checked by the signature.
    queryFn: ({ signal }) =>
      (client[operation] as (request: object) => ReturnType<Client[K]>)({ ...request, signal }),
  })

/** Fetches anew what these operations showed, whatever was asked of them. */
export const refresh = (...operations: (keyof Client)[]): Promise<unknown> =>
  Promise.all(operations.map((name) => queries.invalidateQueries({ queryKey: [name] })))

/** Where a picture stands, for an element that can send no header: organization and member are named in its address (SW7). */
export const pictureUrl = (url: string): string =>
  organizationId && memberId && url.startsWith('/api/')
    ? `${url}${url.includes('?') ? '&' : '?'}organization=${organizationId}&member=${memberId}`
    : url

/** The live stream of an operation, for an EventSource; a path below `/api/v1`. */
export const eventsUrl = (path: `/${string}`): string => pictureUrl(`/api/v1${path}`)

/** The one cache of a page load. */
export const queries = new QueryClient({
  queryCache: new QueryCache({ onError: leaveIfNeeded }),
  mutationCache: new MutationCache({ onError: leaveIfNeeded }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only a lost answer or a server in trouble is worth another try.
      retry: (count, error) =>
        count < 2 && !(error instanceof ApiError && error.problem.status < 500),
      // Whoever closed the question is not asked again for coming back to the tab.
      refetchOnWindowFocus: ({ state }) => !(state.error instanceof ProofCancelled),
    },
  },
})

/** Refusals that concern the whole tab, whoever asked: signed out, or in another organization or somebody else by now. */
function leaveIfNeeded(error: Error) {
  if (!(error instanceof ApiError) || error instanceof ProofCancelled) return
  const { pathname } = window.location
  // On the pages before the door, a 401 is theirs to explain.
  const slug = slugOf(pathname)
  if (!organizationId && (!slug || pathname === paths.organizationSignIn(slug))) return
  if (error.type === 'not-signed-in') {
    // What waits on this device stays, and is not opened before that member is in again.
    forgetPresence()
    window.location.assign(paths.signIn(thisPage()))
  }
  if (error.type === 'step-up-required' && slug && !isBehindGlass())
    window.location.assign(paths.door(slug, thisPage()))
  if (error.type === 'organization-changed')
    reportStale({ changed: 'organization', organization: null })
  if (error.type === 'member-changed') reportStale({ changed: 'member' })
}

/**
 * Ends the log-in, tells the other tabs, and leaves by a full page load so that nothing stays in memory: to sign out of the
 * identity provider as well, where a connection wants that, else to the sign-in page or another one before the door. Nothing
 * of this person stays on the device either; where that would lose something, it is asked first.
 */
export async function signOut(
  to?: string | null,
  landing: string = paths.signIn(to),
): Promise<void> {
  const mine = await findMemberIds()
  const unsent = await countUnsent(mine).catch(() => 0)
  if (unsent > 0 && !(await askBeforeLosing(unsent))) return
  const there = await findProviderSignOut()
  // Already out, by time or from elsewhere, is out as well.
  await client.signOut().catch((error: unknown) => {
    if (!(error instanceof ApiError && error.type === 'not-signed-in')) throw error
  })
  tellTabs({ kind: 'signed-out' })
  forgetPresence()
  await removeShelves(mine).catch(() => undefined)
  window.location.assign(there ?? landing)
}

/** Whom one is in each of one's organizations, and was in those that let one in no more: whose shelves on this device are one's own. */
async function findMemberIds(): Promise<string[]> {
  const here = queries.getQueryData(query('getSession').queryKey)
  const mine = await plainClient.listMyOrganizations().catch(() => null)
  const known = here ? [here.member.id, ...(await findMembersHere(here.email).catch(() => []))] : []
  return [...new Set([...known, ...(mine?.organizations.map(({ memberId }) => memberId) ?? [])])]
}

const providerWaitMs = 2000

/** Asked while one is still signed in; whoever wants to leave does not wait long for it. */
async function findProviderSignOut(): Promise<string | null> {
  try {
    const signal = AbortSignal.timeout(providerWaitMs)
    return (await plainClient.getProviderSignOut({ signal })).url
  } catch {
    return null
  }
}

/** After `entered`: tells the other tabs and goes there by a full page load; nothing of who one was before survives. */
export function landIn(
  organization: { id: string; name: string; slug: string },
  member: { id: string },
  landing: string,
  leave: Leave = 'assign',
): void {
  tellTabs({ kind: 'switched', organization, memberId: member.id })
  window.location[leave](landing)
}

/** `replace`: the page that is left is none to come back to. */
export type Leave = 'assign' | 'replace'
