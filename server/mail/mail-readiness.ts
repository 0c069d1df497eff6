/**
 * Whether mail can leave, for /readyz (OP2): null, or what is missing. A mail server that is down for a while does not
 * count, because mail waits for it.
 */
export const mailReadiness = (mail: { kind: 'smtp' | 'mailbox' | 'none' }): string | null =>
  mail.kind === 'none' ? 'FOYER_SMTP_URL is not set: mail waits and is not sent' : null
