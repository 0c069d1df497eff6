import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port of this machine that nobody listens at. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || !address) throw new Error('found no port')
  return address.port
}
