import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react'

/** Something that the palette (⌘K) offers. */
export interface Command {
  id: string
  label: string
  /** Heading that it stands under; translated. */
  section: string
  icon?: ReactNode
  keys?: string | undefined
  /** More words to find it by. */
  words?: string | undefined
  /** Where it goes… */
  href?: string | undefined
  /** …or what it does. */
  run?: (() => void) | undefined
}

let lists: readonly (readonly Command[])[] = []
let all: readonly Command[] = []
const listeners = new Set<() => void>()
const publish = (next: typeof lists) => {
  lists = next
  all = next.flat()
  for (const listener of listeners) listener()
}

/** Offers commands in the palette while the component is on the page: create, act on the selection. */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands)
  latest.current = commands
  const signature = commands.map(({ id, label }) => `${id}=${label}`).join('\n')
  useEffect(() => {
    if (!signature) return
    const mine = latest.current.map((command, index) => ({
      ...command,
      run: command.run && (() => latest.current[index]?.run?.()),
    }))
    publish([mine, ...lists])
    return () => publish(lists.filter((list) => list !== mine))
  }, [signature])
}

/** What the palette offers now: the page's own commands first. */
export const useOfferedCommands = (): readonly Command[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => all,
  )
