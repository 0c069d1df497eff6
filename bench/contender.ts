import type { Client } from './load.ts'
import type { Path } from './paths.ts'
import type { Cores, Peer } from './processes.ts'

/** How a contender walks a path: by HTTP, or (a limit) by a loop inside of its own process. */
export type Scenario = { port: number; clients: Client[]; beside?: Client[] } | { loop: string }

export type Contender = {
  name: string
  /** What is fair to know beside its figures. */
  note: string
  peer: Peer
  /** Makes the clients of a path, signed in where it needs that. */
  prepare: Partial<Record<Path, () => Promise<Scenario>>>
}

/** What contenders share: one PostgreSQL, one place for the measured server. */
export type Ground = {
  /** For files of the run; goes with it. */
  folder: string
  /** Whether Foyer is built first. */
  build: boolean
  superuserUrl: string
  ownerUrl: string
  appUrl: string
  cores: Cores | null
}
