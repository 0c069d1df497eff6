import { listDevelopmentMails } from '#api/about.ts'
import { problem } from '#api/problem.ts'
import { type Endpoint, serve } from '#server/http/call.ts'
import { listMails } from './list-mails.ts'

/** `developmentMailbox`: only on loopback with the embedded database and without SMTP (OP2). */
export const mailRoutes = (options: {
  developmentMailbox: boolean
  publicUrl: string
}): Endpoint[] => [
  serve(
    listDevelopmentMails,
    async ({ tx }) => {
      if (!options.developmentMailbox) throw problem('not-found')
      return { items: await listMails(tx, options) }
    },
    {
      unconfined: 'shows every mail of this server to the developer who runs it, on loopback only',
    },
  ),
]
