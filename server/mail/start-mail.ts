import { openSmtp } from '#server/outside/smtp.ts'
import type { Performer } from '#server/platform/jobs.ts'
import { sendMail } from './send-mail.ts'

type MailSettings =
  | { kind: 'smtp'; url: string; from: string }
  | { kind: 'mailbox' }
  | { kind: 'none' }

/**
 * The jobs of mail by configuration: `smtp` sends; `mailbox` leaves mails where the development page shows them; with
 * `none` nobody performs the jobs, and mail waits until there is a mail server.
 */
export function startMail(
  mail: MailSettings,
  publicUrl: string,
): { performers: Performer[]; close(): void } {
  if (mail.kind === 'none') return { performers: [], close: () => undefined }
  const mailer = mail.kind === 'smtp' ? openSmtp(mail) : null
  return { performers: [sendMail(mailer, { publicUrl })], close: () => mailer?.close() }
}
