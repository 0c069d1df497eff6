import sql from 'sql-template-tag'
import type { ConnectionId, DomainId } from '#api/common.ts'
import type { ProvedDomain } from '#api/sso.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * An e-mail domain that an organization says is its own (SS1). Whose it is, the DNS says and nobody else: there is no list of
 * domains that nobody may name, for who can write `_foyer.gmail.com` into the DNS does hold gmail.com.
 */
export interface Domain {
  id: DomainId
  domain: string
  /** What the record holds: of this organization alone, so that it proves nothing for another. */
  token: string
  connectionId: ConnectionId | null
  provedAt: Date | null
  /** When name servers last answered. */
  checkedAt: Date | null
  /** Proved, but since then the daily check has not found the record. */
  failingSince: Date | null
}

const columns = sql`id, domain, token, connection_id as "connectionId", proved_at as "provedAt", checked_at as "checkedAt",
  failing_since as "failingSince"`

/** All of the transaction's organization, by name. */
export const listDomains = (tx: Tx): Promise<Domain[]> =>
  tx.query<Domain>(sql`select ${columns} from domains order by domain`)

export async function findDomain(tx: Tx, id: DomainId): Promise<Domain | null> {
  const [row] = await tx.query<Domain>(sql`select ${columns} from domains where id = ${id}`)
  return row ?? null
}

/** The same, held until the transaction ends: of two checks at once the second sees what the first has noted. */
export async function holdDomain(tx: Tx, id: DomainId): Promise<Domain | null> {
  const [row] = await tx.query<Domain>(
    sql`select ${columns} from domains where id = ${id} for no key update`,
  )
  return row ?? null
}

/**
 * Whether the transaction's organization has proved an e-mail domain, and it stands (LG5): exactly this one, for whoever runs
 * a domain may give a part of it to somebody else.
 */
export async function isProved(tx: Tx, domain: string): Promise<boolean> {
  const found = await tx.query(
    sql`select from domains where domain = ${domain} and proved_at is not null`,
  )
  return found.length > 0
}

/** The DNS record that proves a domain. */
export const recordOf = ({ domain, token }: Pick<Domain, 'domain' | 'token'>) => ({
  type: 'TXT' as const,
  name: `_foyer.${domain}`,
  value: `foyer-domain-verification=${token}`,
})

/** As the settings page shows it. */
export const shownDomain = (domain: Domain): ProvedDomain => ({
  id: domain.id,
  domain: domain.domain,
  status: domain.provedAt === null ? 'waiting' : domain.failingSince ? 'failing' : 'proved',
  record: recordOf(domain),
  connectionId: domain.connectionId,
  provedAt: domain.provedAt?.toISOString() ?? null,
  checkedAt: domain.checkedAt?.toISOString() ?? null,
})
