import { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { StartError } from '#server/platform/start-error.ts'

type Fetch = (request: Request) => Response | Promise<Response>

export type Listener = {
  port: number
  /** Takes no new connection, lets running requests finish for so long, then cuts what is left. */
  close(graceSeconds: number): Promise<void>
}

const peers = new WeakMap<Request, string>()

/** Address of whoever opened the connection of a request; null when it did not come through one. */
export const peerAddress = (request: Request): string | null => peers.get(request) ?? null

/** Serves `fetch` on a host and port; throws a StartError when the port cannot be had. */
export async function listen(options: {
  fetch: Fetch
  host: string
  port: number
}): Promise<Listener> {
  const { host, port } = options
  const server = createAdaptorServer({
    fetch: (request, { incoming }) => {
      const address = incoming.socket.remoteAddress
      if (address !== undefined) peers.set(request, address)
      return options.fetch(request)
    },
  })
  if (!(server instanceof Server)) throw new TypeError('an HTTP/1.1 server was expected')
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, host, port)))
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    async close(graceSeconds) {
      const closed = new Promise((resolve) => server.close(resolve))
      const cut = setTimeout(() => server.closeAllConnections(), graceSeconds * 1000)
      // A connection that is kept alive would otherwise wait for its next request.
      const idle = setInterval(() => server.closeIdleConnections(), 50)
      await closed
      clearTimeout(cut)
      clearInterval(idle)
      // The answers to connections that were cut are still being thrown away.
      await sleep(0)
    },
  }
}

function explain(error: Error, host: string, port: number): Error {
  const code = 'code' in error ? error.code : ''
  if (code === 'EADDRINUSE')
    return new StartError(
      `Port ${port} on ${host} is taken, perhaps by another Foyer. ` +
        `Stop that program, or choose another port: FOYER_PORT=${port + 1}`,
    )
  if (code === 'EACCES')
    return new StartError(
      `Port ${port} is reserved for the administrator. Choose one above 1023 with FOYER_PORT.`,
    )
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartError(`${host} is no address of this machine. Correct FOYER_HOST.`)
  return error
}
