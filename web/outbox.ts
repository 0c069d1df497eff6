/*
 * Sends what was finished on this device: at once where there is a connection, else as soon as there is one, in the order in
 * which it was finished. Only one tab sends, and each request names the member whose shelf it is: as anybody else the server
 * does nothing (SW7).
 */
import { ApiError } from '#api/client.ts'
import type { Task, TaskValues } from '#api/tasks.ts'
import { plainClient, queries, query, refresh } from './api.ts'
import { type KeptFile, listenToShelves, type Shelf, type Trouble, type Work } from './shelf.ts'

/** What the frame and the page of a task show of it. */
export interface OutboxState {
  /** Finished here and not with the server yet, oldest first. */
  waiting: readonly Work[]
  /** The task that is on its way right now. */
  sendingId: string | null
}

const resting: OutboxState = { waiting: [], sendingId: null }
let state = resting
let shelf: Shelf | null = null
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()
const sentListeners = new Set<(task: Task) => void>()

function show(change: Partial<OutboxState>) {
  state = { ...state, ...change }
  for (const listener of listeners) listener()
}

/** For useSyncExternalStore. */
export const outboxStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  get: (): OutboxState => state,
}

/** Calls back with each task that has arrived at the server. */
export function listenToSent(listener: (task: Task) => void): () => void {
  sentListeners.add(listener)
  return () => sentListeners.delete(listener)
}

/** Begins to look after a shelf; a page load has one, as it has one organization (SW7). */
export function startOutbox(given: Shelf): void {
  if (shelf) return
  shelf = given
  listenToShelves(() => void look())
  addEventListener('online', sendNow)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') sendNow()
  })
  sendNow()
}

/** Tries at once, whatever the next time was. */
export function sendNow(): void {
  clearTimeout(timer)
  void look().then(sendAll)
}

/** Takes a finished task back to be changed; settles once it is sure that it is not on its way. Null: it has arrived. */
export const takeBack = (taskId: string): Promise<Work | null> =>
  alone(async (from) => {
    const work = await from.findWork(taskId)
    if (!work) return null
    const back: Work = { ...work, sending: null }
    await from.keepWork(back)
    return back
  })

/** Gives up what was filled in here. */
export const giveUp = (taskId: string): Promise<void> =>
  alone((from) => from.removeWork(taskId)).then(() => undefined)

async function look() {
  const works = (await shelf?.listWorks()) ?? []
  const since = ({ sending }: Work) => sending?.since ?? ''
  const waiting = works
    .filter(({ sending }) => sending)
    .toSorted((a, b) => (since(a) < since(b) ? -1 : 1))
  show({ waiting })
  return waiting
}

const retrySeconds = [5, 15, 60, 180, 300]

async function sendAll() {
  const due = state.waiting.filter(({ sending }) => sending && !sending.trouble)
  if (!shelf || due.length === 0) return
  const outcome = await alone(async (from) => {
    for (const { taskId } of due) {
      const work = await from.findWork(taskId)
      if (!work?.sending || work.sending.trouble) continue
      show({ sendingId: taskId })
      const outcome = await sendOne(from, work)
      if (outcome !== 'settled') return outcome
    }
    return 'settled'
  }).finally(() => show({ sendingId: null }))
  const waiting = await look()
  // Has the page itself notice: it is loaded anew, or leads to where one signs in.
  if (outcome === 'elsewhere') void refresh('getSession')
  if (outcome !== 'later') return
  const tries = Math.max(0, ...waiting.map(({ sending }) => sending?.tries ?? 0))
  const seconds = retrySeconds[Math.min(tries, retrySeconds.length) - 1] ?? 5
  clearTimeout(timer)
  // Not all devices of a site that comes back at the same moment.
  timer = setTimeout(sendNow, seconds * 1000 * (0.75 + Math.random() / 2))
}

/**
 * `settled`: sent, or waiting for a decision. `later`: no connection, or a server in trouble. `elsewhere`: the browser is signed
 * in as nobody, or as somebody else, by now: it waits until this member is in again.
 */
type Outcome = 'settled' | 'later' | 'elsewhere'

async function sendOne(from: Shelf, work: Work): Promise<Outcome> {
  if (!work.sending) return 'settled'
  try {
    const task = await deliver(from, work, work.sending.key)
    await from.removeWork(work.taskId)
    queries.setQueryData(query('getTask', { params: { taskId: work.taskId } }).queryKey, task)
    void refresh('listTasks', 'countTasks', 'listTaskEntries')
    for (const listener of sentListeners) listener(task)
    return 'settled'
  } catch (error) {
    if (!(error instanceof ApiError) || isPassing(error)) {
      await from.keepWork({ ...work, sending: { ...work.sending, tries: work.sending.tries + 1 } })
      return 'later'
    }
    if (error.problem.status === 401 || isElsewhere.test(error.type)) return 'elsewhere'
    const trouble = await troubleOf(error, work)
    if (trouble) await from.keepWork({ ...work, sending: { ...work.sending, trouble } })
    else await from.removeWork(work.taskId)
    return 'settled'
  }
}

const isElsewhere = /^(organization|member)-/

/** The photos first, each once, then the task that names them. */
async function deliver(from: Shelf, work: Work, idempotencyKey: string): Promise<Task> {
  const send = async () => {
    const values = await sendFiles(from, work)
    return plainClient.finishTask({
      params: { taskId: work.taskId },
      body: { values, ...(work.task && { version: work.task.version }) },
      idempotencyKey,
      signal: AbortSignal.timeout(answerMs),
    })
  }
  try {
    return await send()
  } catch (error) {
    if (!isForgotten(error)) throw error
    // What no task named for a week is gone there, and still here.
    for (const file of await from.listFiles(work.taskId))
      await from.keepFile({ ...file, sent: null })
    return send()
  }
}

const isForgotten = (error: unknown) =>
  error instanceof ApiError &&
  error.problem.errors?.some(({ code }) => code === 'no-attachment') === true

async function sendFiles(from: Shelf, work: Work): Promise<TaskValues> {
  const files = await from.listFiles(work.taskId)
  const values = work.sending?.values ?? {}
  const used = new Set(Object.values(values).flat())
  const ids = new Map<string, string>()
  for (const file of files) if (used.has(file.id)) ids.set(file.id, await attachmentOf(from, file))
  const called = (id: string) => ids.get(id) ?? id
  return Object.fromEntries(
    Object.entries(values).map(([componentId, value]) => {
      const isFile = files.some((file) => file.componentId === componentId)
      if (!isFile) return [componentId, value]
      if (Array.isArray(value)) return [componentId, value.map(called)]
      return [componentId, typeof value === 'string' ? called(value) : value]
    }),
  )
}

/** A connection that is none in truth would hold everything up. */
const answerMs = 120_000
const freshMs = 6 * 86_400_000

async function attachmentOf(from: Shelf, file: KeptFile): Promise<string> {
  if (file.sent && Date.now() - file.sent.at < freshMs) return file.sent.attachmentId
  const { id } = await plainClient.createAttachment({
    query: { kind: file.kind },
    upload: file.content,
    // Of this file and of today: an answer that was lost is found again, one of last week is not.
    idempotencyKey: file.sent ? crypto.randomUUID() : file.id,
    signal: AbortSignal.timeout(answerMs),
  })
  await from.keepFile({ ...file, sent: { attachmentId: id, at: Date.now() } })
  return id
}

/** No answer (in time), a server in trouble, or too much at once: it passes by itself. */
const isPassing = ({ problem }: ApiError): boolean =>
  problem.status >= 500 || problem.status === 429

const kinds: Partial<Record<string, Trouble['kind']>> = {
  'task-changed': 'changed',
  'task-done': 'done',
  'not-permitted': 'not-mine',
  'not-found': 'gone',
}

/** What is to be decided; null where it had arrived before, and only the answer was lost. */
async function troubleOf(error: ApiError, work: Work): Promise<Trouble | null> {
  const theirs = await plainClient.getTask({ params: { taskId: work.taskId } }).catch(() => null)
  const kind = kinds[error.type] ?? 'refused'
  if (theirs?.status === 'done' && holds(theirs, work)) return null
  return { kind: kind === 'changed' && !theirs ? 'gone' : kind, theirs, problem: error.problem }
}

/** Whether a task that is done holds exactly what this device sent, or tried to. */
function holds({ values, attachments }: Task, { sending }: Work): boolean {
  const files = new Set(attachments.map(({ componentId }) => componentId))
  return Object.entries(sending?.values ?? {}).every(([id, value]) => {
    const theirs = Object.hasOwn(values, id) ? values[id] : null
    if (files.has(id)) return [value].flat().length === [theirs].flat().length
    return JSON.stringify(value) === JSON.stringify(theirs)
  })
}

/** One after the other, over all tabs of this browser. */
async function alone<T>(act: (from: Shelf) => Promise<T>): Promise<T> {
  const from = shelf
  if (!from) throw new Error('The outbox has not been started')
  const { organizationId, memberId } = from.owner
  return navigator.locks.request(`foyer.outbox.${organizationId}.${memberId}`, () => act(from))
}
