import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError } from '#api/client.ts'
import type { Task } from '#api/tasks.ts'
import { query } from '#web/api.ts'
import { keepShell } from '#web/keep-shell.ts'
import { sendNow } from '#web/outbox.ts'
import { ownerOf, presentShelf } from '#web/present-shelf.ts'
import { listenToShelves, type Shelf, type Work } from '#web/shelf.ts'
import type { FormValues } from '#web/shell/form-values.ts'
import { useSession } from '#web/shell/session.ts'
import { type Difference, differencesOf } from './differences.ts'
import { finalValues, firstValues } from './steps.ts'
import { useHold } from './use-hold.ts'

/** A task that is being done: as this device keeps it, and as the server tells it while it can be reached. */
export function useWork(taskId: string) {
  const session = useSession()
  const { organization, member } = session
  const hold = useHold(`foyer.task.${organization.id}.${member.id}.${taskId}`)
  const [shelf, setShelf] = useState<Shelf | null>(null)
  const [work, setWork] = useState<Work | null>()
  const [differences, setDifferences] = useState<readonly Difference[]>([])
  const [keepingFailed, setKeepingFailed] = useState(false)
  // Asked anew at each visit: what is shown here decides what is done out there.
  const asked = useQuery({ ...query('getTask', { params: { taskId } }), staleTime: 0 })
  const task = asked.isFetchedAfterMount ? asked.data : undefined

  const latest = useRef(work)
  const show = useCallback((next: Work | null) => {
    latest.current = next
    setWork(next)
  }, [])
  const write = useWriter(shelf)
  const keep = useCallback(
    async (next: Work) => {
      show(next)
      try {
        await write(next)
        setKeepingFailed(false)
      } catch {
        setKeepingFailed(true)
      }
    },
    [show, write],
  )

  const owner = useRef(session)
  useEffect(() => {
    let left = false
    keepShell()
    void presentShelf(ownerOf(owner.current)).then(async (opened) => {
      const kept = await opened.findWork(taskId)
      if (left) return
      setShelf(opened)
      show(withDefaults(kept))
      await opened.keepSession(owner.current)
    })
    return () => {
      left = true
    }
  }, [taskId, show])

  // What another tab has written meanwhile is read before this one writes.
  const [holds, setHolds] = useState<boolean>()
  useEffect(() => {
    let left = false
    if (!hold.holds) setHolds(hold.holds)
    else
      void shelf?.findWork(taskId).then((kept) => {
        if (left) return
        show(withDefaults(kept))
        setHolds(true)
      })
    return () => {
      left = true
    }
  }, [hold.holds, shelf, taskId, show])

  useEffect(() => {
    const kept = latest.current
    if (!task || !shelf || !holds || kept === undefined || kept?.sending) return
    if (!task.may.finish && !kept?.begun) {
      // Nothing was filled in, and nothing will be: there is no reason to keep it here.
      if (kept) void shelf.removeWork(task.id).then(() => show(null))
      return
    }
    // Of what was fetched ahead nobody has seen anything yet.
    const before = kept?.ahead ? null : kept
    if (before?.task) setDifferences(differencesOf(before.task, task))
    void keep({ ...(before ?? begin(task)), task, title: task.title, seenAt: Date.now() })
  }, [task, shelf, holds, keep, show])

  const { error, refetch } = asked
  useEffect(() => {
    const isGone = error instanceof ApiError && error.type === 'not-found'
    if (isGone && latest.current?.begun === false) void shelf?.removeWork(taskId)
  }, [error, shelf, taskId])
  useEffect(
    () =>
      listenToShelves(() => {
        // Another tab of this browser goes on with it, has sent it, took it back or gave it up.
        const before = latest.current
        if (holds && !before?.sending) return
        void shelf?.findWork(taskId).then((kept) => {
          // This tab has gone on with it meanwhile.
          if (holds && latest.current !== before) return
          show(withDefaults(kept))
          if (before && !kept) void refetch()
        })
      }),
    [shelf, taskId, holds, show, refetch],
  )

  return {
    shelf,
    /** Undefined until this device was asked; null where it keeps nothing of the task. */
    work,
    /** Shows what was given up. */
    show,
    /** Goes on here with what was taken back from the outbox; null: it has arrived. */
    resume: (back: Work | null) => {
      show(back)
      if (back && !holds) hold.take()
    },
    /** Whether it goes on in this tab and not in another one; undefined until that is known. */
    holds,
    take: hold.take,
    /** Somebody has taken it over from another tab. */
    taken: hold.taken,
    asked,
    task: task ?? work?.task ?? null,
    /** What changed about the task since one was here before. */
    differences,
    dismissDifferences: () => setDifferences([]),
    keepingFailed,
    /** What was filled in, or how far one has come. What arrives after it was sent comes too late. */
    change: (patch: { values?: FormValues; at?: Work['at'] }) => {
      const before = latest.current
      if (!before || before.sending || !holds) return
      const values = { ...before.values, ...patch.values }
      const begun = before.begun || patch.values !== undefined
      void keep({ ...before, values, begun, at: patch.at ?? before.at, ahead: false })
    },
    /** Puts it into the outbox, which sends it at once if it can. */
    finish: async (seen: Task) => {
      const before = latest.current
      if (!before) return
      const sending = {
        key: crypto.randomUUID(),
        since: new Date().toISOString(),
        values: finalValues(seen, before.values),
        tries: 0,
        trouble: null,
      }
      await keep({ ...before, task: seen, begun: true, ahead: false, sending })
      sendNow()
    },
  }
}

export type Doing = ReturnType<typeof useWork>

/** Of what was fetched ahead nothing was filled in yet, not even by default. */
const withDefaults = (kept: Work | null): Work | null =>
  kept?.ahead && kept.task ? { ...begin(kept.task), ahead: true, seenAt: kept.seenAt } : kept

/** Before the first page, whichever of them is asked first. */
const beforeAll = -1

const begin = (task: Task): Work => ({
  taskId: task.id,
  title: task.title,
  task,
  values: firstValues(task),
  at: beforeAll,
  begun: false,
  sending: null,
  seenAt: null,
  ahead: false,
})

/** Writes one state after the other, and of those that come meanwhile only the last; settles once that is kept. */
function useWriter(shelf: Shelf | null): (work: Work) => Promise<void> {
  const next = useRef<Work | null>(null)
  const writing = useRef<Promise<void> | null>(null)
  return useCallback(
    (work) => {
      next.current = work
      const run = async () => {
        while (next.current && shelf) {
          const due = next.current
          next.current = null
          await shelf.keepWork(due)
        }
      }
      writing.current ??= run().finally(() => {
        writing.current = null
      })
      return writing.current
    },
    [shelf],
  )
}
