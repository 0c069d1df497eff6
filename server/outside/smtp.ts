import { createTransport } from 'nodemailer'

/** A rendered mail to one mailbox. */
export interface OutgoingMail {
  /** The same at each attempt, so that receivers recognize a repeated one (RFC 5322, Message-ID). */
  id: string
  to: string
  subject: string
  text: string
  html: string
}

export interface Mailer {
  /** Resolves once the mail server has taken the mail. @throws MailRefused for good; anything else: try again later */
  send(mail: OutgoingMail): Promise<void>
  close(): void
}

/** The mail server will never take this mail: there is no such mailbox, or it is not wanted (RFC 5321, 5yz). */
export class MailRefused extends Error {
  override name = 'MailRefused'
}

/**
 * Sends by SMTP over few connections that are kept: `smtps://user:password@host:465`, or `smtp://host:587` with
 * STARTTLS. Certificates are always checked; a password goes to another machine only over TLS.
 */
export function openSmtp({ url, from }: { url: string; from: string }): Mailer {
  const server = new URL(url)
  const secure = server.protocol === 'smtps:'
  const host = server.hostname.replace(/^\[|\]$/g, '')
  const user = decodeURIComponent(server.username)
  const nearby = ['localhost', '127.0.0.1', '::1'].includes(host)
  const transport = createTransport({
    pool: true,
    maxConnections: 3,
    maxMessages: 100,
    // Trying again is the job's, which counts attempts and outlives this process.
    maxRequeues: 0,
    host,
    port: Number(server.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && user !== '' && !nearby,
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(server.password) } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    dnsTimeout: 10_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = /@([^@\s<>]+)>?$/.exec(from)?.[1] ?? 'localhost'

  return {
    async send({ id, to, subject, text, html }) {
      try {
        await transport.sendMail({
          from,
          // As an object, an address is taken as it is: nothing in it can name a second mailbox.
          to: { name: '', address: to },
          subject,
          text,
          html,
          messageId: `<${id}@${domain}>`,
          // RFC 3834: no answers of absent people, please.
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
      } catch (error) {
        throw isFinal(error) ? new MailRefused(messageOf(error), { cause: error }) : error
      }
    },
    close: () => transport.close(),
  }
}

/** A refused log-in (535) is a mistake of ours that can be corrected: only what concerns this mail is final. */
const isFinal = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') &&
  'responseCode' in error &&
  Number(error.responseCode) >= 500

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
