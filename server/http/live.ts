import { setTimeout as sleep } from 'node:timers/promises'
import { Problem, type ProblemDocument } from '#api/problem.ts'

export interface LiveSettings {
  /** Between two looks at what is shown. */
  lookMs: number
  /** After that a stream ends, and its reader opens another one: so they spread over processes anew. */
  longestMs: number
  /** A comment at least so often, by which whatever is in between sees that the stream lives. */
  heartbeatMs: number
  /** Streams at once of one session, or of one address without any. */
  perCaller: number
  /** Streams at once of one organization, so that no one of them takes the places of all others. */
  perOrganization: number
  /** Streams at once of this process: each costs a look a second. */
  perProcess: number
}

const usual: LiveSettings = {
  lookMs: 1_000,
  longestMs: 300_000,
  heartbeatMs: 15_000,
  perCaller: 8,
  perOrganization: 100,
  perProcess: 500,
}

/** Whether a request wants to be told of changes (WHATWG HTML, server-sent events) instead of answered once. */
export const wantsEvents = (request: Request): boolean =>
  request.method === 'GET' &&
  (request.headers.get('accept') ?? '')
    .split(',')
    .some((range) => range.split(';')[0]?.trim().toLowerCase() === 'text/event-stream')

/** Who reads: a session, or an address without any, and where. */
interface Reader {
  caller: string
  organizationId: string
}

/** What a look sees: the answer, or why there is none any more. */
export type Look = () => Promise<unknown>

/**
 * Streams of answers, as many as this process bears. Whatever ends one, that its reader went away, that it may not look any more,
 * its time or the stopping of Foyer, also gives its place free.
 */
export function openLive(changed: Partial<LiveSettings> = {}, stopping?: AbortSignal) {
  const settings = { ...usual, ...changed }
  const places = new Map<string, number>()
  let taken = 0

  const count = (who: string, more: 1 | -1) => {
    const now = (places.get(who) ?? 0) + more
    if (now > 0) places.set(who, now)
    else places.delete(who)
  }

  /** Null: there is no place. */
  function take({ caller, organizationId }: Reader): (() => void) | null {
    const readers = organizationId ? [caller, organizationId] : [caller]
    const full =
      (places.get(caller) ?? 0) >= settings.perCaller ||
      (places.get(organizationId) ?? 0) >= settings.perOrganization ||
      taken >= settings.perProcess
    if (full || stopping?.aborted) return null
    for (const who of readers) count(who, 1)
    taken++
    return () => {
      for (const who of readers) count(who, -1)
      taken--
    }
  }

  return {
    /** Sends `first` at once and what `look` sees whenever it is something else; null where there is no place. */
    stream(
      reader: Reader,
      first: unknown,
      look: Look,
      toDocument: (refusal: Problem) => ProblemDocument,
    ): Response | null {
      const free = take(reader)
      if (!free) return null
      const gone = new AbortController()
      const ends = AbortSignal.any([
        gone.signal,
        AbortSignal.timeout(settings.longestMs),
        ...(stopping ? [stopping] : []),
      ])
      const events = eventsOf(first, look, toDocument, settings, ends)
      let over = false
      const finish = (controller: ReadableStreamDefaultController) => {
        if (over) return
        over = true
        free()
        controller.close()
      }
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          ends.addEventListener('abort', () => finish(controller), { once: true })
        },
        async pull(controller) {
          const { done, value } = await events.next()
          if (over) return
          if (done) return finish(controller)
          controller.enqueue(new TextEncoder().encode(value))
        },
        cancel() {
          if (!over) free()
          over = true
          gone.abort()
        },
      })
      return new Response(body, {
        headers: {
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          // nginx would collect them.
          'x-accel-buffering': 'no',
        },
      })
    },
  }
}

async function* eventsOf(
  first: unknown,
  look: Look,
  toDocument: (refusal: Problem) => ProblemDocument,
  { lookMs, heartbeatMs }: LiveSettings,
  ends: AbortSignal,
): AsyncGenerator<string, void> {
  let shown = JSON.stringify(first)
  let sentAt = performance.now()
  yield `retry: ${lookMs}\n${event('answer', shown)}`
  for (;;) {
    await sleep(lookMs, undefined, { signal: ends }).catch(() => undefined)
    if (ends.aborted) return
    const seen = await look()
    if (seen instanceof Problem) {
      // Our own trouble is no refusal: the reader comes back by itself.
      if (seen.status < 500) yield event('refused', JSON.stringify(toDocument(seen)))
      return
    }
    const next = JSON.stringify(seen)
    if (next === shown && performance.now() - sentAt < heartbeatMs) continue
    yield next === shown ? ':\n\n' : event('answer', next)
    shown = next
    sentAt = performance.now()
  }
}

/** JSON has no line breaks, so one line of data is enough. */
const event = (name: string, data: string) => `event: ${name}\ndata: ${data}\n\n`
