import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { callbackify } from 'node:util'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

/** A mail as a real mail server took it. */
export interface ReceivedMail extends Email {
  /** Of the envelope: where it really went. */
  recipients: string[]
  /** Every byte of it. */
  raw: string
}

export interface SmtpPeer {
  url: string
  port: number
  mails: ReceivedMail[]
  stop(): Promise<void>
}

/**
 * A real SMTP server without TLS on loopback; `refuse` gives the code of its answer to a recipient, such as 550.
 * `startTls` offers a certificate that nobody signed.
 */
export async function startSmtpServer(
  options: { port?: number; refuse?: (address: string) => number | null; startTls?: boolean } = {},
): Promise<SmtpPeer> {
  const mails: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    // Clients keep their connections; stopping does not wait for them.
    closeTimeout: 100,
    disabledCommands: options.startTls ? [] : ['STARTTLS'],
    onRcptTo({ address }, _session, callback) {
      const code = options.refuse?.(address)
      if (!code) return callback()
      return callback(Object.assign(new Error(`no ${address} here`), { responseCode: code }))
    },
    onData(stream, session, callback) {
      const take = async () => {
        const raw = await buffer(stream)
        const recipients = session.envelope.rcptTo.map(({ address }) => address)
        mails.push({ ...(await PostalMime.parse(raw)), recipients, raw: raw.toString() })
      }
      callbackify(take)(callback)
    },
  })
  // A client whose connection breaks is part of what is tested.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => {
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails,
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}
