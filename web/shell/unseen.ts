import type { Client } from '#api/client.ts'

type Mine = Awaited<ReturnType<Client['listMyOrganizations']>>

/** Why somebody may belong to more organizations than they are told of (PR4); the key of its words under `shell`. */
export type Unseen = 'mailbox' | 'own-proof'

/** `mailbox`: an administrator made the password (PW4). `own-proof`: nobody but an identity provider vouches (DR3). */
export function unseenOf(
  mine: Pick<Mine, 'mailboxInDoubt' | 'signedInBySsoAlone'> | undefined,
): Unseen | null {
  if (mine?.mailboxInDoubt) return 'mailbox'
  return mine?.signedInBySsoAlone ? 'own-proof' : null
}
