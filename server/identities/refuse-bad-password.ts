import sql from 'sql-template-tag'
import type { IdentityId } from '#api/common.ts'
import { fieldProblem } from '#api/problem.ts'
import type { BreachedPasswords } from '#server/outside/breached-passwords.ts'
import type { Database } from '#server/platform/database.ts'
import { passwordsKept } from './identity.ts'
import { verifyPassword } from './password.ts'
import { judgePassword } from './password-strength.ts'

/** What the passwords of this server are judged by. */
export interface PasswordRules {
  db: Database
  /** The operator's own list; null: the bundled one alone. */
  breachedPasswords: BreachedPasswords | null
}

const reasons = {
  breached: 'is known from a breach elsewhere: use another one',
  weak: 'is too easy to guess: use a longer or less common one',
  'used-before': 'was your password before: use a new one',
}

/**
 * Refuses a password that may not be set (PW1): common or breached, easy to guess, or one of the identity's last. Comparing
 * with those takes a hash for each, so it is asked outside of transactions, and only by whoever has proved to be the
 * person: else it would tell which passwords they had.
 *
 * @throws password-too-weak at `pointer`, with the reason as code
 */
export async function refuseBadPassword(
  { db, breachedPasswords }: PasswordRules,
  identity: { id: IdentityId | null; email: string },
  password: string,
  pointer: string,
): Promise<void> {
  const refuse = (code: keyof typeof reasons) =>
    fieldProblem('password-too-weak', pointer, reasons[code], code)
  const fault = await judgePassword(password, identity.email)
  if (fault) throw refuse(fault)
  if (await breachedPasswords?.has(password)) throw refuse('breached')
  for (const hash of await listHashes(db, identity.id))
    if (await verifyPassword(hash, password)) throw refuse('used-before')
}

/** The present one and those before it. */
const listHashes = (db: Database, identityId: IdentityId | null): Promise<string[]> =>
  db.transaction(async (tx) => {
    const rows = await tx.query<{ hash: string }>(sql`
      select hash from passwords where identity_id = ${identityId}
      union all
      (select hash from old_passwords where identity_id = ${identityId}
        order by replaced_at desc, id desc limit ${passwordsKept})`)
    return rows.map(({ hash }) => hash)
  })
