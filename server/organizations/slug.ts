import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'

/** Words that would mislead in an address: nobody is called by them. */
const reserved = new Set([
  'about',
  'account',
  'admin',
  'administrator',
  'api',
  'app',
  'assets',
  'auth',
  'billing',
  'choose',
  'create',
  'demo',
  'foyer',
  'healthz',
  'help',
  'home',
  'join',
  'login',
  'logout',
  'mail',
  'me',
  'metrics',
  'new',
  'null',
  'o',
  'organization',
  'organizations',
  'owner',
  'public',
  'readyz',
  'root',
  'security',
  'session',
  'sessions',
  'settings',
  'sign-in',
  'sign-out',
  'sign-up',
  'sso',
  'static',
  'status',
  'support',
  'system',
  'undefined',
  'www',
])

/** Letters that Unicode does not take apart into a Latin letter and marks. */
const latin: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŋ: 'ng',
  '&': ' and ',
}

/** Room for a number behind it: a slug has at most 63 characters. */
const lengthMax = 54

/** A name as it may stand in an address, ASCII; null where nothing of it is left, as with emoji or another script. */
export function slugOf(name: string): string | null {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mark}|['’]/gu, '')
    .replace(/[^\u0000-\u0025\u0027-\u007f]|&/gu, (letter) => latin[letter] ?? ' ')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, lengthMax)
    .replace(/-+$/, '')
  return slug.length >= 2 ? slug : null
}

/**
 * Takes a slug for an organization that is about to be made, with its id: of two people who take the same at once the
 * second waits for the first and gets the next number. Runs unconfined: slugs are unique over all organizations, and
 * old ones are never given out again (OR5).
 */
export async function addSlug(tx: Tx, name: string): Promise<{ id: OrganizationId; slug: string }> {
  const wish = slugOf(name)
  const base = wish ?? 'organization'
  for (let attempt = 0; ; attempt++) {
    // What everybody wants gets no number that everybody would wait for.
    const numbered = attempt < 3 && wish !== null ? 20 : 0
    const first = numbered === 0 || reserved.has(base) ? 2 : 1
    const [taken] = await tx.query<{ id: OrganizationId; slug: string }>(sql`
      insert into organization_slugs (slug, organization_id)
      select wish.slug, wish.id from (
        select case when n = 1 then ${base} when n <= ${numbered} then ${base} || '-' || n
            else ${base} || '-' || substr(md5(gen_random_uuid()::text), 1, 6) end as slug, n, uuid7() as id
        from generate_series(${first}::int, ${numbered + 2}::int) n
      ) wish
      where not exists (select from organization_slugs s where s.slug = wish.slug)
      order by wish.n limit 1
      on conflict (slug) do nothing
      returning organization_id as id, slug`)
    if (taken) return taken
    if (attempt === 20) throw new Error('found no slug that is free')
  }
}

const changesMax = 10
const daysCounted = 30

/**
 * Takes another slug for an organization, whose row the caller holds; one that it had earlier it may take back. The old one
 * stays its own, and leads to it (OR5). Few at a time, or somebody would collect them. Runs unconfined, as `addSlug`.
 *
 * @throws values-refused, slug-taken, both at #/slug; too-many
 */
export async function replaceSlug(
  tx: Tx,
  organizationId: OrganizationId,
  slug: string,
  now: Date,
): Promise<void> {
  if (reserved.has(slug))
    throw fieldProblem('values-refused', '#/slug', 'is a reserved word', 'reserved')
  const since = new Date(now.getTime() - daysCounted * 86_400_000)
  // The first it was made with.
  const [row] = await tx.query<{ taken: number }>(sql`
    select count(*) as taken from (
      select created_at from organization_slugs where organization_id = ${organizationId} order by created_at, slug offset 1
    ) later where created_at > ${since}`)
  // Of two who take the same at once the second waits for the first.
  await tx.query(sql`insert into organization_slugs (slug, organization_id, created_at)
    select ${slug}, ${organizationId}, ${now} where ${(row?.taken ?? 0) < changesMax} on conflict (slug) do nothing`)
  const [holder] = await tx.query<{ organizationId: OrganizationId | null }>(
    sql`select organization_id as "organizationId" from organization_slugs where slug = ${slug}`,
  )
  if (!holder)
    throw problem('too-many', {
      detail: `An address changes at most ${changesMax} times in ${daysCounted} days.`,
    })
  if (holder.organizationId !== organizationId)
    throw fieldProblem('slug-taken', '#/slug', 'This address is taken.', 'taken')
}
