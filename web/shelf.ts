/*
 * What this device keeps of one member of one organization, so that work survives a lost connection: the tasks that are being
 * done, their photos and signatures, and who one was. Each member has a database of their own, so that nothing can be found in
 * that of another person or organization by mistake. docs/adr/0017-work-without-connection.md says what is never kept.
 */
import type { Client } from '#api/client.ts'
import type { ProblemDocument } from '#api/problem.ts'
import { Task, type TaskValues } from '#api/tasks.ts'
import {
  type DeviceDatabase,
  listDeviceDatabases,
  makeMemoryDatabase,
  openDeviceDatabase,
  removeDeviceDatabase,
} from './device-database.ts'

type Session = Awaited<ReturnType<Client['getSession']>>

/** Why something that was to be sent was not taken, and waits for a decision instead of a connection. */
export interface Trouble {
  kind: 'changed' | 'done' | 'not-mine' | 'gone' | 'refused'
  /** The task as it is by now, where one may still see it. */
  theirs: Task | null
  problem: ProblemDocument
}

/** What of a task waits to be sent. */
interface Sending {
  /** Its `Idempotency-Key`: sent twice, it acts once. */
  key: string
  since: string
  /** Of what was filled in, all that the form asks for in the end; files by their ids on this shelf. */
  values: TaskValues
  tries: number
  trouble: Trouble | null
}

/** A task that is being done on this device. */
export interface Work {
  /** As the server told it last; null where an older page of ours kept it in another shape. */
  task: Task | null
  taskId: string
  title: string
  /** What was filled in here, by component id; of photos and signatures the ids of files on this shelf. */
  values: TaskValues
  /** How far one has come: the number of a page of the form, or its review. */
  at: number | 'review'
  /** Anything was filled in: there is something to lose. */
  begun: boolean
  sending: Sending | null
  /** When the server told `task`, in milliseconds; null where that is not known. */
  seenAt: number | null
  /** Fetched ahead, and not opened by anybody yet. */
  ahead: boolean
}

/** What was fetched ahead, to be put onto a shelf (fetch-ahead.ts). */
export interface Ahead {
  /** As the server told them just now. */
  tasks: readonly Task[]
  /** Those kept that are as they were. */
  unchanged: readonly string[]
  /** Those kept that are not due so soon, or not one's own any more. */
  gone: readonly string[]
  /** There are more of them than are kept. */
  more: boolean
  /** Nothing could not be asked: from now on the shelf holds all that it should. */
  whole: boolean
}

/** Of what was fetched ahead, the last time that all of it was. */
interface AheadMark {
  at: number
  more: boolean
}

/** A photo or a signature of a task that is being done. */
export interface KeptFile {
  id: string
  taskId: string
  componentId: string
  kind: 'photo' | 'signature'
  content: Blob
  /** What the server calls it, once it was sent, and when that was: it forgets after a week what no task names. */
  sent: { attachmentId: string; at: number } | null
}

interface About {
  session: Session
  usedAt: number
  ahead?: AheadMark
}

interface Stores {
  about: About
  works: Work
  files: KeptFile
}

export interface Owner {
  organizationId: string
  memberId: string
}

/** One member's shelf on this device. */
export interface Shelf {
  owner: Owner
  /** False where this browser keeps nothing: then it is only remembered until the page is closed. */
  lasts: boolean
  /** What the server said last of who one is here. */
  findSession: () => Promise<Session | null>
  keepSession: (session: Session) => Promise<void>
  listWorks: () => Promise<Work[]>
  findWork: (taskId: string) => Promise<Work | null>
  keepWork: (work: Work) => Promise<void>
  /** Null before anything was fetched ahead. */
  findAhead: () => Promise<AheadMark | null>
  /** What somebody has begun stays as it is, whatever was fetched; so does what went from the shelf meanwhile (`known` before). */
  keepAhead: (ahead: Ahead, known: ReadonlySet<string>, now: number) => Promise<void>
  /** With all its files. */
  removeWork: (taskId: string) => Promise<void>
  listFiles: (taskId: string) => Promise<KeptFile[]>
  findFile: (id: string) => Promise<KeptFile | null>
  keepFile: (file: KeptFile) => Promise<void>
  removeFile: (id: string) => Promise<void>
  close: () => void
}

const prefix = 'foyer.shelf.'
const nameOf = ({ organizationId, memberId }: Owner) => `${prefix}${organizationId}.${memberId}`
const memberOf = (name: string) => name.slice(name.lastIndexOf('.') + 1)
const open = (name: string) => openDeviceDatabase<Stores>(name, ['about', 'works', 'files'])

/** Untouched for so long, it goes: whoever filled it in does not come back for it. */
const keptDays = 30
const dayMs = 86_400_000

const about = 'about'
const channel = new BroadcastChannel('foyer.shelf')
const listeners = new Set<() => void>()

/** Calls back whenever a shelf of this browser has changed, in this tab or another one. */
export function listenToShelves(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
const tellHere = () => {
  for (const listener of listeners) listener()
}
channel.addEventListener('message', tellHere)

/** Whether this device keeps anything of this member; asking makes no shelf. */
export const hasShelf = async (owner: Owner): Promise<boolean> =>
  (await listDeviceDatabases()).includes(nameOf(owner))

/** Makes it where there is none. */
export const openShelf = (owner: Owner): Promise<Shelf> =>
  open(nameOf(owner)).then(
    (database) => shelfOn(database, owner, true),
    () => shelfOn(makeMemoryDatabase<Stores>(), owner, false),
  )

function shelfOn(database: DeviceDatabase<Stores>, owner: Owner, lasts: boolean): Shelf {
  const told = async (change: Promise<void>) => {
    await change
    tellHere()
    channel.postMessage(null)
  }
  const listFiles = async (taskId: string) =>
    (await database.all('files')).filter((file) => file.taskId === taskId)
  return {
    owner,
    lasts,
    findSession: async () => (await database.get('about', about))?.session ?? null,
    keepSession: (session) =>
      database.change(['about'], (at) =>
        at('about').update(about, (before) => ({ ...before, session, usedAt: Date.now() })),
      ),
    listWorks: async () => (await database.all('works')).map(inPresentShape),
    findWork: async (taskId) => {
      const work = await database.get('works', taskId)
      return work ? inPresentShape(work) : null
    },
    keepWork: (work) =>
      told(database.change(['works'], (at) => at('works').put(work, work.taskId))),
    findAhead: async () => (await database.get('about', about))?.ahead ?? null,
    keepAhead: ({ tasks, unchanged, gone, more, whole }, known, now) =>
      told(
        database.change(['works', 'about'], (at) => {
          for (const task of tasks)
            at('works').update(task.id, (before) => {
              if (before ? isBegun(before) : known.has(task.id)) return before
              return { ...(before ?? unopened(task)), task, title: task.title, seenAt: now }
            })
          for (const taskId of unchanged)
            at('works').update(taskId, (before) => before && { ...before, seenAt: now })
          for (const taskId of gone)
            at('works').update(taskId, (before) => (isBegun(before) ? before : undefined))
          if (whole)
            at('about').update(about, (before) => before && { ...before, ahead: { at: now, more } })
        }),
      ),
    removeWork: async (taskId) => {
      const files = await listFiles(taskId)
      await told(
        database.change(['works', 'files'], (at) => {
          at('works').remove(taskId)
          for (const { id } of files) at('files').remove(id)
        }),
      )
    },
    listFiles,
    findFile: async (id) => (await database.get('files', id)) ?? null,
    keepFile: (file) => database.change(['files'], (at) => at('files').put(file, file.id)),
    removeFile: (id) => database.change(['files'], (at) => at('files').remove(id)),
    close: () => database.close(),
  }
}

/** What an older page of ours has kept may lack what this one expects of a task: then the server is asked for it again. */
function inPresentShape(kept: Work): Work {
  const work = { ...kept, seenAt: kept.seenAt ?? null, ahead: kept.ahead ?? false }
  return Task.safeParse(work.task).success ? work : { ...work, task: null }
}

/** Whether there is anything to lose. */
export const isBegun = (work: Work | undefined): boolean =>
  work !== undefined && (work.begun || work.sending !== null)

const unopened = (task: Task): Work => ({
  taskId: task.id,
  title: task.title,
  task,
  values: {},
  at: -1,
  begun: false,
  sending: null,
  seenAt: null,
  ahead: true,
})

/** As whom somebody was ever let in here, by their address then: also where no list names them any more, suspended or removed. */
export async function findMembersHere(email: string): Promise<string[]> {
  const found: string[] = []
  for (const name of await listShelves()) {
    const database = await open(name)
    const kept = await database.get('about', about)
    database.close()
    if (kept?.session.email === email) found.push(memberOf(name))
  }
  return found
}

/** How many tasks of these members are begun on this device or wait to be sent from it. */
export async function countUnsent(memberIds: readonly string[]): Promise<number> {
  let count = 0
  for (const name of await listShelves(memberIds)) {
    const database = await open(name)
    const works = await database.all('works')
    database.close()
    count += works.filter(isBegun).length
  }
  return count
}

/**
 * Leaves nothing of these members on this device. Whoever fetches ahead looks, under the same lock, at whether somebody is still
 * in (presence.ts): forget the presence first, so that nothing comes back afterwards.
 */
export const removeShelves = (memberIds: readonly string[]): Promise<void> =>
  navigator.locks.request(shelvesLock, async () => {
    for (const name of await listShelves(memberIds)) await removeDeviceDatabase(name)
  })

/** Held by many while they write, by one who deletes. */
export const shelvesLock = 'foyer.shelves'

/** Of whoever has not been here for a month, nothing stays either. */
export async function removeOldShelves(now: number): Promise<void> {
  for (const name of await listShelves()) {
    const database = await open(name)
    // One that was made just now has nothing in it yet.
    const { usedAt = now } = (await database.get('about', about)) ?? {}
    database.close()
    if (now - usedAt > keptDays * dayMs) await removeDeviceDatabase(name)
  }
}

const listShelves = async (memberIds?: readonly string[]) =>
  (await listDeviceDatabases()).filter(
    (name) => name.startsWith(prefix) && (memberIds?.includes(memberOf(name)) ?? true),
  )
