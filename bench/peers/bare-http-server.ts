/** What Foyer's HTTP library can do at most here: a constant answer, nothing asked, nothing read. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const app = new Hono()
app.get('/', (context) => context.json({ hello: 'world' }))
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  process.send?.({ port }),
)
process.on('disconnect', () => process.exit())
process.on('SIGTERM', () => server.close(() => process.exit()))
