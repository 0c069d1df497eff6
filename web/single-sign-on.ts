/*
 * The way to an identity provider and back. It leaves the page, or opens in a window of its own where a form would be lost;
 * what must be known on the way back lies in the tab's sessionStorage, by connection, and never in an address.
 */
import { z } from 'zod'
import { ApiError } from '#api/client.ts'
import { OrganizationLook } from '#api/look.ts'
import { type SsoPurpose, type SsoReason, ssoPurposes, ssoReasons } from '#api/sso.ts'
import { plainClient } from './api.ts'
import { safeDestination } from './paths.ts'

/** A connection as a door names it. */
export interface SsoConnection {
  id: string
  name: string
}

const Way = z.object({
  /** Name of the connection. */
  name: z.string(),
  organizationName: z.string().nullable(),
  /** Whose door it leads to, for the pages on the way. */
  look: OrganizationLook.nullable().catch(null),
  purpose: z.enum(ssoPurposes),
  /** The page that was left, where whoever gives up comes back to. */
  back: z.string(),
  /** Where one goes once inside (LG7). */
  to: z.string().nullable(),
  /** What was typed before, told to the provider as a hint. */
  email: z.string().nullable(),
  /** In a window of its own, over a page that waits. */
  inWindow: z.boolean(),
})
export type Way = z.infer<typeof Way>

/** What is known of a way before it begins; `back` is this page, unless something better is said. */
interface Start {
  organizationName: string | null
  look?: OrganizationLook | null | undefined
  purpose?: SsoPurpose
  setUpToken?: string
  back?: string
  to?: string | null
  email?: string | null
  /** With another account than the one that the provider knows this browser by. */
  anew?: boolean
}

const keyOf = (connectionId: string) => `foyer.sso.${connectionId}`

const start = (connection: SsoConnection, { purpose, setUpToken, to, email, anew }: Start) =>
  plainClient.startSso({
    body: {
      connectionId: connection.id,
      to: to ?? null,
      ...(purpose && { purpose }),
      ...(setUpToken && { setUpToken }),
      ...(email && { email }),
      ...(anew && { anew }),
    },
  })

function remember(tab: Window, { id, name }: SsoConnection, from: Start, inWindow: boolean) {
  const { pathname, search, hash } = window.location
  const way: Way = {
    name,
    organizationName: from.organizationName,
    look: from.look ?? null,
    purpose: from.purpose ?? 'sign-in',
    back: from.back ?? pathname + search + hash,
    to: from.to ?? null,
    email: from.email ?? null,
    inWindow,
  }
  tab.sessionStorage.setItem(keyOf(id), JSON.stringify(way))
}

/**
 * Leaves this page for the provider.
 *
 * @throws ApiError `sso-refused`, `not-found` and others of startSso: nothing was left then
 */
export async function leaveFor(connection: SsoConnection, from: Start): Promise<void> {
  const { url } = await start(connection, from)
  remember(window, connection, from, false)
  window.location.assign(url)
}

/**
 * Opens the provider in a window of its own; what comes of it is told to `listenToWindow`. Call it while something is being
 * pressed: browsers block windows that open by themselves.
 *
 * @returns whether the browser let a window open
 * @throws as leaveFor
 */
export async function openFor(connection: SsoConnection, from: Start): Promise<boolean> {
  const opened = window.open('about:blank', '_blank', 'popup,width=520,height=720')
  if (!opened) return false
  try {
    const { url } = await start(connection, from)
    remember(opened, connection, from, true)
    opened.location.replace(url)
    return true
  } catch (error) {
    opened.close()
    throw error
  }
}

/** How this tab came to the provider of a connection; null where it did not. */
export function wayOf(connectionId: string): Way | null {
  const kept = window.sessionStorage.getItem(keyOf(connectionId))
  if (!kept) return null
  const way = Way.safeParse(JSON.parse(kept)).data
  const back = safeDestination(way?.back)
  return way && back ? { ...way, back } : null
}

/** The tab keeps nothing of a way that is done. */
export const forgetWay = (connectionId: string): void =>
  window.sessionStorage.removeItem(keyOf(connectionId))

const Held = z.object({
  result: z.literal('must-prove'),
  organization: z.object({ name: z.string(), slug: z.string() }),
  email: z.string(),
  hasPassword: z.boolean(),
  expiresAt: z.string(),
  to: z.string().nullable(),
})
export type Held = z.infer<typeof Held>

const heldKeyOf = (connectionId: string) => `${keyOf(connectionId)}.held`

/** What waits for a proof: for a tab that is loaded anew meanwhile, as phones do while somebody looks for the mail. */
export const heldWay = {
  get(connectionId: string): Held | null {
    const kept = window.sessionStorage.getItem(heldKeyOf(connectionId))
    const held = kept ? Held.safeParse(JSON.parse(kept)).data : undefined
    return held && Date.parse(held.expiresAt) > Date.now() ? held : null
  },
  set: (connectionId: string, held: Held): void =>
    window.sessionStorage.setItem(heldKeyOf(connectionId), JSON.stringify(held)),
  forget: (connectionId: string): void => window.sessionStorage.removeItem(heldKeyOf(connectionId)),
}

/** Why a provider did not let somebody in; null for any other refusal. */
export function ssoReasonOf(error: unknown): SsoReason | null {
  if (!(error instanceof ApiError) || error.type !== 'sso-refused') return null
  const code = error.problem.errors?.[0]?.code
  return ssoReasons.find((reason) => reason === code) ?? 'provider-error'
}

/** Why somebody is back where they were: for the page that they left, in this page load. */
export interface SsoNews {
  connectionId: string
  reason: SsoReason
}

let news: SsoNews | null = null

/** Told by the page of the return, read by the page that follows. */
export const ssoNews = {
  get: (): SsoNews | null => news,
  set: (told: SsoNews | null): void => {
    news = told
  },
}

/** What a window tells the page that opened it; `reason` null: the proof was taken. */
interface WindowNews {
  connectionId: string
  reason: SsoReason | null
}

// The provider's page in between cuts the two apart (Cross-Origin-Opener-Policy): neither knows the other as a window.
const channel = new BroadcastChannel('foyer-sso')

export const tellOpener = (told: WindowNews): void => channel.postMessage(told)

/** Hears what came of windows of these connections; the answer ends it. */
export function listenToWindow(
  connectionIds: readonly string[],
  hear: (reason: SsoReason | null) => void,
): () => void {
  const listener = ({ data }: MessageEvent<WindowNews>) => {
    if (connectionIds.includes(data.connectionId)) hear(data.reason)
  }
  channel.addEventListener('message', listener)
  return () => channel.removeEventListener('message', listener)
}
