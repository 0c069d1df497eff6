import { type ChainCheck, checkAuditChain } from '#server/audit/check-audit-chain.ts'
import { chosenOrganizations } from './chosen-organizations.ts'
import { defineCommand, NotUnderstood } from './command.ts'
import { beside } from './connect.ts'

type Kept = { number: number; hash: string } | null

/** OP3: computes the chain of every audit log anew; with --head, compares one with what was written down. */
export const checkAuditCommand = defineCommand({
  name: 'check-audit',
  does: 'checks the hash chains of the audit logs, and prints their heads, to be kept elsewhere',
  explains:
    'Computes the hash chain of every audit log anew, or of one, and prints the newest link of each as <number>:<hash>. ' +
    'Keep those where nobody who holds the database can write.',
  arguments: ['organization?'],
  options: {
    head: {
      takes: '<number>:<hash>',
      does: 'compares with a link that was kept; wants an organization',
    },
  },
  done: 'all chains are whole',
  fails: 'a chain is broken, or could not be read',
  example: 'acme-logistics',
  read([slug], { head }) {
    const kept = readHead(slug, head)
    return (surroundings) =>
      beside(surroundings, async (database) => {
        const checked = []
        for await (const organization of chosenOrganizations(database, slug)) {
          const check = await checkAuditChain(database, organization.id, kept)
          checked.push({ organization: organization.slug, ...check })
        }
        const broken = checked.filter((check) => check.broken)
        return {
          text: [...checked.map(describe), summary(checked.length, broken.length)].join('\n'),
          data: { checked },
          bad: broken.length > 0,
        }
      })
  },
})

function readHead(slug: string | null, text: string | null): Kept {
  if (text === null) return null
  const [, number, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/i.exec(text) ?? []
  if (!slug || !number || !hash)
    throw new NotUnderstood('--head wants <number>:<hash>, of the one organization that is named')
  return { number: Number(number), hash: hash.toLowerCase() }
}

const reasons = {
  'events-differ': 'what it sealed has been changed',
  'events-missing': 'events that it sealed are missing',
  'link-missing': 'it is missing',
  'head-differs': 'it is not the one that was kept',
}

function describe({ organization, events, broken, head }: ChainCheck & { organization: string }) {
  if (broken) return `${organization}  BROKEN at link ${broken.number}: ${reasons[broken.reason]}`
  return head
    ? `${organization}  ${head.number}:${head.hash}  (${events} events, ${head.sealedAt})`
    : `${organization}  nothing is sealed yet`
}

const summary = (all: number, broken: number) =>
  broken === 0 ? `Checked: ${all}. All are whole.` : `Checked: ${all}. Broken: ${broken}.`
