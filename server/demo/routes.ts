import { api } from '#api/index.ts'
import { serveFree } from '#server/http/call.ts'
import type { DemoAccount } from './create-demo.ts'

export interface AboutThisServer {
  version: string
  /** Template of a map tile server. */
  tileUrl: string | null
  developmentMailbox: boolean
  /** Whether anybody may sign up (US8). */
  signUp: boolean
  /** Null wherever anybody but this machine could ask: demo accounts are shown on loopback only (OP2). */
  readDemoAccounts: () => Promise<DemoAccount[] | null>
}

export const aboutRoutes = ({ readDemoAccounts, ...about }: AboutThisServer) => [
  serveFree(
    api.getAbout,
    async () => {
      const accounts = await readDemoAccounts()
      return { name: 'Foyer' as const, ...about, demo: accounts && { accounts } }
    },
    { unconfined: 'tells of the server and reads no table' },
  ),
]
