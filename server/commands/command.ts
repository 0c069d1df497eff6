import type { ParseArgsConfig } from 'node:util'
import type { Config } from '#server/config.ts'
import type { Log } from '#server/platform/log.ts'

/** What was asked for cannot be understood: exit code 2, and nothing was done. */
export class NotUnderstood extends Error {}

/** What a command has of the world; main.ts alone knows the process. */
export interface Surroundings {
  config: Config
  log: Log
  version: string
  migrationsFolder: URL
  webFolder: URL
  pid: number
  /** To standard output, for people: not the answer, but what happens meanwhile. */
  say(text: string): void
  /** A question to whoever sits at a terminal; null: nobody does. */
  ask: ((question: string) => Promise<string>) | null
  /** Calls back at the first signal to stop, and again at each that insists. */
  onStop(ask: (signal: string) => void, insist: () => void): void
  onUncaught(handle: (error: Error) => void): void
}

/** What a command answers: in words, and the same with `--json`. */
export interface Answer {
  text: string
  data: unknown
  /** It was done, and what it found is bad: exit code 1. */
  bad?: boolean
}

/** What stands behind the options of a command. */
export type Options = Readonly<Record<string, string | boolean | undefined>>

type Work = (surroundings: Surroundings) => Promise<Answer | undefined>

/** One command of `foyer`. */
export interface Command {
  name: string
  /** What follows its name, as the usage shows it. */
  takes?: string
  does: string
  /** Besides `--json`. */
  options?: NonNullable<ParseArgsConfig['options']>
  /**
   * Reads what follows the name, and returns what does the work.
   *
   * @throws NotUnderstood
   */
  read(rest: readonly string[], options: Options): Work
}
