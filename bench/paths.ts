/** What is measured: the same wish of a person or program, put to each contender in its own words. */
export const paths = {
  'session-check': 'Who am I here: session check',
  'session-check-beside-sign-ins': 'Session check beside 8 clients that sign in',
  'my-organizations-2': 'My organizations, 2 memberships',
  'my-organizations-50': 'My organizations, 50 memberships',
  'my-organizations-2000': 'My organizations, 2,000 memberships',
  switch: 'Switch to another organization',
  create: 'Create an organization',
  'sign-in': 'Sign in with e-mail and password',
  'users-list': 'User table of 100,000, a page in any order',
  'users-search': 'User table of 100,000, search',
  'users-filter': 'User table of 100,000, filter',
} as const

export type Path = keyof typeof paths

export const isPath = (name: string): name is Path => Object.hasOwn(paths, name)

/** Members of the one organization whose user table is looked at, and how long a page of it may take at the 95th percentile. */
export const usersTotal = 100_000
export const waitMsMax = 50

export const isCrowded = (path: Path) => path.startsWith('users-')

/** Clients of a scenario, each on a connection of its own: what DESIGN.md's figures were taken with. */
export const clientsPerScenario = 16

export const password = 'a long enough passphrase 1'

/** People that every contender is given, by what they are for; each client acts as one of them. */
export const groups = {
  one: { memberships: 1, first: (client: number) => client },
  two: { memberships: 2, first: (client: number) => 100 + 2 * client },
  fifty: { memberships: 50, first: (client: number) => 200 + 50 * client },
  many: { memberships: 2000, first: () => 0 },
  founder: { memberships: 1, first: (client: number) => 1100 + client },
} as const

export type Group = keyof typeof groups

export const organizationsTotal = 2000

export const emailOf = (group: Group, client: number) => `${group}-${client}@bench.example`

/** Every membership of the run: person, and number of the organization. */
export function* listMemberships(): Generator<{
  group: Group
  client: number
  organization: number
}> {
  for (const group of Object.keys(groups) as Group[])
    for (let client = 0; client < clientsPerScenario; client++)
      for (let index = 0; index < groups[group].memberships; index++)
        yield { group, client, organization: groups[group].first(client) + index }
}
