import { api } from '#api/index.ts'
import { type Endpoint, serve } from '#server/http/call.ts'
import type { Outside } from '#server/outside/outside.ts'
import type { KeyRing } from '#server/platform/seal.ts'
import { listTraces } from './list-traces.ts'

interface Options {
  publicUrl: string
  keyRing: KeyRing
  outside: Outside
}

export const ssoRoutes = (options: Options): Endpoint[] => [
  ...connectionRoutes(options),
  ...domainRoutes(options),
]

/** Connections to identity providers, and what happened on them (SS1, SS3). */
const connectionRoutes = (_options: Options): Endpoint[] => [
  serve(api.listTraces, ({ tx, params }) => listTraces(tx, params.connectionId)),
]

/** Domains, and where they lead (LG5). */
const domainRoutes = (_options: Options): Endpoint[] => []
