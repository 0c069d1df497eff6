import {
  type JoinDecision,
  mayJoin,
  notedAs,
  type PathIn,
  type Place,
  pathsIn,
  places,
  type Standing,
  standings,
  whenShut,
} from '#server/members/may-join.ts'

const ways: Record<PathIn, string> = {
  'administrator-adds': 'administrator adds',
  'administrator-imports': 'administrator imports',
  'administrator-invites': 'administrator invites',
  'accepts-invitation': 'accepts an administrator’s invitation',
  'member-invites': 'member invites',
  'accepts-member-invitation': 'accepts a member’s invitation',
  'access-link': 'access link',
  'single-sign-on': 'single sign-on, just in time',
  'sign-up': 'public sign-up',
}
const people: Record<Standing, string> = {
  nobody: 'not in the table',
  invited: 'invited by an administrator',
  'invited-by-member': 'invited by a member',
  'invitation-expired': 'invitation expired',
  registering: 'registering',
  active: 'active',
  suspended: 'suspended',
}
const states: Record<Exclude<Place, 'open'>, string> = {
  'in-deletion': 'organization is being deleted',
  'way-off': 'way is switched off',
  'link-revoked': 'link revoked',
  'link-expired': 'link expired',
  'link-used-up': 'link used up',
  'domain-not-listed': 'address of another domain',
}
const words: Record<JoinDecision, string> = {
  join: 'yes',
  'join-anew': 'yes, instead of the invitation',
  update: 'is updated',
  'already-a-member': 'is in already',
  'invited-already': 'accepts the invitation',
  'not-possible': 'no',
  'registered-elsewhere': 'must be added',
  'nothing-here': '–',
  'way-off': 'told that it is off',
  'link-used-up': 'told that it is used up',
  'domain-not-listed': 'told that the domain is not listed',
}

/** What single sign-on and sign-up do otherwise than the others. */
const otherWords: Partial<Record<PathIn, Partial<Record<JoinDecision, string>>>> = {
  'single-sign-on': { 'already-a-member': 'linked, or refused, by its own rules' },
  'sign-up': { 'registered-elsewhere': 'has an account: mailed to sign in' },
}

function say(path: PathIn, decision: JoinDecision, standing: Standing): string {
  const bySelf = ['accepts-member-invitation', 'access-link', 'single-sign-on'].includes(path)
  const shut = path === 'single-sign-on' && decision === 'way-off'
  const noted = bySelf && (shut || notedAs(decision, standing) !== null)
  return `${otherWords[path]?.[decision] ?? words[decision]}${noted ? ' ★' : ''}`
}

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const table = (rows: readonly (readonly string[])[]) => {
  const [head = [], ...rest] = rows
  return [head, head.map(() => '---'), ...rest].map(line).join('\n')
}

const decidedHere = pathsIn.filter((path) => /^administrator|^member/.test(path))
const bySelf = pathsIn.filter((path) => !decidedHere.includes(path))
/** What only sessions of a living organization do says nothing of its own when it is shut. */
const canBeShut = pathsIn.filter((path) =>
  places.some((place) => place !== 'in-deletion' && whenShut(path, place)),
)

/** The tables of docs/guides/joining.md, as the rule decides: who comes by which way, and what a way says that is shut. */
export function joiningTables(): string[] {
  const ask = (path: PathIn, standing: Standing, registeredElsewhere: boolean) =>
    say(path, mayJoin(path, { standing, registeredElsewhere }), standing)
  const cell = (path: PathIn, standing: Standing) => {
    const [alone, elsewhere] = [ask(path, standing, false), ask(path, standing, true)]
    return alone === elsewhere ? alone : `${alone}; registered elsewhere: ${elsewhere}`
  }
  const ofPeople = (paths: readonly PathIn[]) =>
    table([
      ['who', ...paths.map((path) => ways[path])],
      ...standings.map((one) => [people[one], ...paths.map((path) => cell(path, one))]),
    ])
  const ofPlaces = table([
    ['how it stands', ...canBeShut.map((path) => ways[path])],
    ...places.map((place) => [
      states[place],
      ...canBeShut.map((path) => {
        const decision = whenShut(path, place)
        return decision === null ? '' : say(path, decision, 'nobody')
      }),
    ]),
  ])
  return [ofPeople(decidedHere), ofPeople(bySelf), ofPlaces]
}
