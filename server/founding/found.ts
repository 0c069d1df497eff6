import sql from 'sql-template-tag'
import type { Language, MemberId } from '#api/common.ts'
import { copyKinds, type FoundingReport } from '#api/founding.ts'
import type { Organization } from '#api/organizations.ts'
import type { Caller } from '#server/access/caller.ts'
import { addAuditEvent } from '#server/audit/add-audit-event.ts'
import { addPolicy } from '#server/door/copy-policy.ts'
import { addDefaultFlows } from '#server/flows/add-flows.ts'
import type { RequestFacts } from '#server/http/call.ts'
import { addAllHubsTo, addHubs } from '#server/hubs/add-hubs.ts'
import { findCountryOfHubs } from '#server/hubs/copy-hubs.ts'
import { addFounder } from '#server/members/add-founder.ts'
import { addOrganization } from '#server/organizations/add-organization.ts'
import type { NewOrganization } from '#server/organizations/copying.ts'
import { countryDefaults } from '#server/organizations/country-defaults.ts'
import { getOrganization } from '#server/organizations/get-organization.ts'
import { addSlug } from '#server/organizations/slug.ts'
import { timeZoneOf } from '#server/organizations/time-zone-of.ts'
import { confineToCopy, type Tx } from '#server/platform/database.ts'
import { addJob } from '#server/platform/jobs.ts'
import { addDefaultRoles } from '#server/roles/default-roles.ts'
import type { Membership } from '#server/sessions/membership.ts'
import { copies, runEach, summarize } from './copies.ts'
import type { FoundingWish } from './founder.ts'
import { prepareSampleTasks } from './prepare-sample-tasks.ts'

interface Founding {
  caller: Pick<Caller, 'identityId' | 'email'>
  /** How the founder is called, who has just said so; never what another organization knows (PR1). */
  profile?: { firstName: string; lastName: string }
  wish: FoundingWish
  /** In which the hub stands, if one is given. */
  country: string | null
  /** What the founder says instead, of the organization. */
  countryGiven?: string
  /** The organization to copy from, whose door is open. */
  source: Membership | null
  /** Instead of the country's, where settings are not copied. */
  language?: Language
  request: RequestFacts
  now: Date
}

interface Founded {
  organization: Organization
  memberId: MemberId
  report: FoundingReport
  hubs: number
}

/**
 * Makes the organization with all that it starts with. From the slug on it runs as foyer_copier, who sees the source and the
 * new organization and nothing else; it stays so for the caller to leave.
 */
export async function found(tx: Tx, founding: Founding): Promise<Founded> {
  const { caller, wish, source, request, now } = founding
  const chosen = source ? copies.filter(({ kind }) => wish.copy[kind]) : []
  const brings = new Set(chosen.map(({ kind }) => kind))

  const slug = await addSlug(tx, wish.name)
  await confineToCopy(tx, source?.organizationId ?? null, slug.id)
  const made = {
    ...slug,
    name: wish.name,
    country: founding.countryGiven ?? (await findCountry(tx, founding)),
  }
  const language = await findLanguage(tx, founding, made)

  // Sent together, done in this order: each stands on those before it.
  const settingsAdded = brings.has('settings') ? null : addSettings(tx, made, wish, language)
  const copied = source ? runEach(chosen, (declaration) => declaration.copy(tx, source, made)) : []
  const [, results, , , flowsAdded, memberId] = await Promise.all([
    settingsAdded,
    copied,
    addDefaultRoles(tx, made.id),
    wish.hub ? addHubs(tx, made.id, [{ ...wish.hub, country: founding.country }]) : null,
    addDefaultFlows(tx, made.id, language),
    addFounder(tx, made.id, caller, founding.profile ?? unnamed, now),
  ])

  const leftOut = source ? copyKinds.filter((kind) => !wish.copy[kind]) : []
  const summary = source ? summarize(results) : nothingCopied
  const report: FoundingReport = {
    source: source && { id: source.organizationId, name: source.name },
    ...summary,
    dropped: [
      ...leftOut.map((kind) => ({ kind, name: null, what: null, reason: 'left-out' as const })),
      ...summary.dropped,
    ],
    defaults: { roles: 4, flows: flowsAdded },
  }
  const [organization] = await Promise.all([
    getOrganization(tx),
    addAllHubsTo(tx, made.id, memberId),
    addReport(tx, made, report, now),
    addAuditEvent(
      tx,
      { organizationId: made.id, memberId },
      request,
      // What it was copied from is nobody's business here (PR4).
      { action: 'organization.created', subjectId: made.id, details: { name: made.name } },
      now,
    ),
    addJob(tx, prepareSampleTasks, {}, { key: 'founding' }),
  ])
  return { organization, memberId, report, hubs: report.copied.hubs + (wish.hub ? 1 : 0) }
}

const unnamed = { firstName: '', lastName: '' }

const nothingCopied = {
  copied: { settings: 0, hubs: 0, roles: 0, flows: 0 },
  changed: [],
  dropped: [],
}

/** Where the hub is; without one, where most of the hubs are that come along (CR7). */
async function findCountry(tx: Tx, { wish, country, source }: Founding): Promise<string | null> {
  if (wish.hub || !source || !wish.copy.hubs) return country
  return findCountryOfHubs(tx, source)
}

async function findLanguage(tx: Tx, founding: Founding, made: NewOrganization): Promise<Language> {
  const { source, wish } = founding
  const usual = founding.language ?? countryDefaults(made.country).language
  if (!source || !wish.copy.settings) return usual
  const [row] = await tx.query<{ language: Language }>(
    sql`select language from organizations where id = ${source.organizationId}`,
  )
  return row?.language ?? usual
}

/** Not copying: language and currency from the country, time zone from the browser (CR7). */
async function addSettings(
  tx: Tx,
  made: NewOrganization,
  wish: FoundingWish,
  language: Language,
): Promise<void> {
  const { currency } = countryDefaults(made.country)
  const timeZone = wish.timeZone ?? timeZoneOf(made.country, wish.hub ?? null)
  const organization = addOrganization(tx, made, { language, currency, timeZone })
  await Promise.all([organization, addPolicy(tx, made.id)])
}

async function addReport(
  tx: Tx,
  made: NewOrganization,
  report: FoundingReport,
  now: Date,
): Promise<void> {
  await tx.query(sql`insert into foundings (organization_id, report, created_at)
    values (${made.id}, ${JSON.stringify(report)}, ${now})`)
}
