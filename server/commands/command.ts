import type { Config } from '#server/config.ts'
import type { Log } from '#server/platform/log.ts'

/** What was asked for cannot be understood: exit code 2, and nothing was done. */
export class NotUnderstood extends Error {
  /** Whose help to see; null: that of all. */
  readonly command: string | null
  constructor(message: string, command: string | null = null) {
    super(message)
    this.command = command
  }
}

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

/** What may follow a command's name: each kind is read in its own way (`readArguments`). */
export type ArgumentKind = 'organization' | 'e-mail' | 'name' | 'file'
export type Argument = ArgumentKind | `${ArgumentKind}?`

export interface Option {
  /** What it wants behind it, as the usage shows it; without, it is there or not. */
  takes?: string
  required?: true
  does: string
}
type Options = Readonly<Record<string, Option>>

/** What was given: null where what may be left out was left out. */
type Given<A extends readonly Argument[]> = {
  readonly [N in keyof A]: A[N] extends `${string}?` ? string | null : string
}
type Chosen<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { takes: string }
    ? O[Name] extends { required: true }
      ? string
      : string | null
    : boolean
}

type Work = (surroundings: Surroundings) => Promise<Answer | undefined>

interface Description {
  name: string
  /** In a line, for the list of all. */
  does: string
  /** In a sentence or two, for its own help. */
  explains: string
  /** Exit codes 0 and 1 of its own, in words. */
  done?: string
  fails: string
  /** What follows its name in a call that makes sense. */
  example: string
}

interface Declaration<A extends readonly Argument[], O extends Options> extends Description {
  arguments?: A
  options?: O
  /** False: it answers nothing that `--json` could print. */
  json?: false
  /**
   * Judges what was given, and returns what does the work.
   *
   * @throws NotUnderstood
   */
  read(given: Given<A>, chosen: Chosen<O>): Work
}

/** One command of `foyer`: what its help says is what its arguments are read by. */
export interface Command extends Description {
  arguments: readonly Argument[]
  /** With `--json` where it has an answer, and `--help`. */
  options: Options
  read(
    given: readonly (string | null)[],
    chosen: Readonly<Record<string, string | boolean | null>>,
  ): Work
}

/** Declares a command. */
export const defineCommand = <
  const A extends readonly Argument[] = readonly [],
  const O extends Options = Record<never, Option>,
>(
  declared: Declaration<A, O>,
): Command => ({
  ...declared,
  arguments: declared.arguments ?? [],
  options: {
    ...declared.options,
    ...(declared.json !== false && { json: { does: 'answers in JSON' } }),
    help: { does: 'prints this' },
  },
  // `readCommand` reads by these declarations, which the types of a list of commands cannot say.
  read: (given, chosen) => declared.read(given as unknown as Given<A>, chosen as Chosen<O>),
})
