import { join } from 'node:path'
import { z } from 'zod'
import type { Contender, Ground } from '../contender.ts'
import { formatRequest } from '../load.ts'
import { clientsPerScenario } from '../paths.ts'
import { startPeer } from '../processes.ts'

export async function startBareHttp(ground: Ground): Promise<Contender[]> {
  const file = join(import.meta.dirname, 'bare-http-server.ts')
  const { peer, ready } = startPeer('bare HTTP', [file], ground.cores, {})
  const { port } = z.object({ port: z.number() }).parse(await ready)
  const request = Buffer.from(formatRequest('GET', '/', {}))
  const clients = Array.from({ length: clientsPerScenario }, () => ({ next: () => request }))
  return [
    {
      name: 'limit: bare HTTP',
      note: 'A constant JSON answer from the HTTP library that Foyer uses, too.',
      peer,
      prepare: { 'session-check': async () => ({ port, clients }) },
    },
  ]
}
