/** Where a member may go after signing in: a path of our own origin, else null (LG7; the server checks it again). */
export function safeDestination(to: string | null | undefined): string | null {
  if (!to || !/^\/(?![/\\])/.test(to) || /[\u0000-\u001f\\]/.test(to)) return null
  const url = new URL(to, 'https://foyer.invalid')
  // Without its dots `/.//elsewhere.example` is an address of somebody else.
  if (url.origin !== 'https://foyer.invalid' || url.pathname.startsWith('//')) return null
  return `${url.pathname}${url.search}${url.hash}`
}

/** The organization that an address is in: `acme` of `/o/acme/tasks?status=done`; null elsewhere. */
export const slugOf = (path: string): string | null =>
  /^\/o\/([a-z0-9-]+)(?:[/?#]|$)/.exec(path)?.[1] ?? null

/** Whether an address opens without a connection: the list of one's tasks, and the page on which one of them is done. */
export const opensOffline = (path: string): boolean =>
  /^\/o\/[a-z0-9-]+\/tasks(?:\/[^/?#]+\/do)?(?:[?#]|$)/.test(path)

/** The same page under another slug of the same organization (OR5): query and fragment stay. */
export const underSlug = (path: string, slug: string): string =>
  path.replace(/^\/o\/[a-z0-9-]+(?=[/?#]|$)/, `/o/${slug}`)

/** The dialogs that have an address of their own, as the fragment of whatever page they stand over. */
export const dialogNames = ['switch', 'create', 'report', 'prove', 'invite', 'leave'] as const
export type DialogName = (typeof dialogNames)[number]

const withDestination = (path: string, to?: string | null) =>
  to ? `${path}?to=${encodeURIComponent(to)}` : path

/** Those of the page Security alone. */
export const securityDialogs = [
  'password',
  'authenticator',
  'recovery-codes',
  'remove-authenticator',
  'email',
  'home',
  'delete',
] as const
export type SecurityDialog = (typeof securityDialogs)[number]

/** Those of the page of the organization. */
export const organizationDialogs = ['hand-over', 'delete'] as const
export type OrganizationDialog = (typeof organizationDialogs)[number]

/** A page with a dialog over it. */
export const withDialog = (
  path: string,
  dialog: DialogName | SecurityDialog | OrganizationDialog,
): string => `${path.replace(/#.*/, '')}#${dialog}`

/** Parts of a single sign-on connection, each at an address of its own. */
export const connectionTabs = ['set-up', 'people', 'attempts'] as const
export type ConnectionTab = (typeof connectionTabs)[number]

/** Parts of a member's page, each at an address of its own. */
export const userTabs = ['profile', 'access', 'fields', 'sessions', 'activity'] as const
export type UserTab = (typeof userTabs)[number]

/** Parts of a program for whoever runs it, each at an address of its own. */
export const programTabs = [
  'overview',
  'participants',
  'proposals',
  'matches',
  'apart',
  'questions',
  'settings',
] as const
export type ProgramTab = (typeof programTabs)[number]

/** Every address of the web application; nothing else writes one. */
export const paths = {
  home: () => '/',
  signIn: (to?: string | null) => withDestination('/sign-in', to),
  /** The door of an organization for whoever is not signed in (LG5). */
  organizationSignIn: (slug: string, to?: string | null) =>
    withDestination(`/o/${slug}/sign-in`, to),
  /** Making an account and its first organization; each step at an address of its own (US8). */
  signUp: () => '/sign-up',
  /** Where an access link leads; its token stands in the fragment (US6). */
  join: () => '/join',
  choose: (to?: string | null) => withDestination('/choose', to),
  /** What an organization's door still wants to see, before one goes on to `to`. */
  door: (slug: string, to?: string | null) => withDestination(`/o/${slug}/door`, to),
  create: () => '/create',
  /** After one’s last organization (OR2, US10). */
  farewell: () => '/farewell',
  /** In the fragment, which no browser sends: neither logs nor Referer ever hold the token. */
  setPassword: (token: string) => `/set-password#${encodeURIComponent(token)}`,
  /** For a customer's IT; the token of its link stands in the fragment. */
  setUpSso: () => '/set-up-sso',
  forgotPassword: () => '/forgot-password',
  developmentMails: () => '/development/mail',

  tasks: (slug: string) => `/o/${slug}/tasks`,
  task: (slug: string, taskId: string) => `/o/${slug}/tasks/${taskId}`,
  /** The pages of a task, one after the other, for whoever does it. */
  doTask: (slug: string, taskId: string) => `/o/${slug}/tasks/${taskId}/do`,
  newTask: (slug: string) => `/o/${slug}/tasks/new`,
  importTasks: (slug: string) => `/o/${slug}/tasks/import`,
  taskImportFile: (slug: string, importId: string) => `/o/${slug}/tasks/import/${importId}`,
  flows: (slug: string) => `/o/${slug}/flows`,
  flow: (slug: string, flowId: string) => `/o/${slug}/flows/${flowId}`,
  flowVersions: (slug: string, flowId: string) => `/o/${slug}/flows/${flowId}/versions`,
  programs: (slug: string) => `/o/${slug}/programs`,
  /** Those that one takes part in or could, beside those that one runs. */
  myPrograms: (slug: string) => `/o/${slug}/programs?view=mine`,
  program: (slug: string, programId: string, tab?: ProgramTab) =>
    `/o/${slug}/programs/${programId}${tab && tab !== 'overview' ? `/${tab}` : ''}`,
  /** One's own part in a program. */
  participation: (slug: string, programId: string) => `/o/${slug}/programs/${programId}/mine`,
  participate: (slug: string, programId: string) => `/o/${slug}/programs/${programId}/register`,
  participant: (slug: string, programId: string, registrationId: string) =>
    `/o/${slug}/programs/${programId}/participants/${registrationId}`,
  proposal: (slug: string, programId: string, proposalId: string) =>
    `/o/${slug}/programs/${programId}/proposals/${proposalId}`,
  programMatch: (slug: string, programId: string, matchId: string) =>
    `/o/${slug}/programs/${programId}/matches/${matchId}`,
  question: (slug: string, programId: string, questionId: string) =>
    `/o/${slug}/programs/${programId}/questions/${questionId}`,
  matches: (slug: string) => `/o/${slug}/matches`,
  match: (slug: string, matchId: string) => `/o/${slug}/matches/${matchId}`,
  register: (slug: string, to?: string | null) => withDestination(`/o/${slug}/register`, to),
  /** How the organization was made, over its Task page (CR5). */
  report: (slug: string) => withDialog(`/o/${slug}/tasks`, 'report'),

  settings: (slug: string) => `/o/${slug}/settings`,
  organizationSettings: (slug: string, dialog?: OrganizationDialog) =>
    dialog
      ? withDialog(`/o/${slug}/settings/organization`, dialog)
      : `/o/${slug}/settings/organization`,
  /** The section of that page. */
  exports: (slug: string) => `/o/${slug}/settings/organization#export`,
  users: (slug: string) => `/o/${slug}/settings/users`,
  newUser: (slug: string) => `/o/${slug}/settings/users/new`,
  importUsers: (slug: string) => `/o/${slug}/settings/users/import`,
  importFile: (slug: string, importId: string) => `/o/${slug}/settings/users/import/${importId}`,
  user: (slug: string, memberId: string, tab?: UserTab) =>
    `/o/${slug}/settings/users/${memberId}${tab && tab !== 'profile' ? `/${tab}` : ''}`,
  roles: (slug: string) => `/o/${slug}/settings/roles`,
  role: (slug: string, roleId: string) => `/o/${slug}/settings/roles/${roleId}`,
  /** Who can do something, over the roles. */
  whoCan: (slug: string, permission: string) =>
    `/o/${slug}/settings/roles?who=${encodeURIComponent(permission)}`,
  hubs: (slug: string) => `/o/${slug}/settings/hubs`,
  hub: (slug: string, hubId: string) => `/o/${slug}/settings/hubs/${hubId}`,
  fields: (slug: string) => `/o/${slug}/settings/fields`,
  field: (slug: string, fieldId: string) => `/o/${slug}/settings/fields/${fieldId}`,
  signInPolicy: (slug: string) => `/o/${slug}/settings/sign-in-policy`,
  singleSignOn: (slug: string) => `/o/${slug}/settings/single-sign-on`,
  joining: (slug: string) => `/o/${slug}/settings/joining`,
  /** The section of that page. */
  domains: (slug: string) => `/o/${slug}/settings/single-sign-on#domains`,
  connection: (slug: string, connectionId: string, tab?: ConnectionTab) =>
    `/o/${slug}/settings/single-sign-on/${connectionId}${tab && tab !== 'set-up' ? `/${tab}` : ''}`,
  customModules: (slug: string) => `/o/${slug}/settings/modules`,
  auditLog: (slug: string) => `/o/${slug}/settings/audit-log`,
  billing: (slug: string) => `/o/${slug}/settings/billing`,

  profile: (slug: string) => `/o/${slug}/me`,
  /** Leaving the organization for good. */
  leave: (slug: string) => withDialog(`/o/${slug}/me`, 'leave'),
  security: (slug: string, dialog?: SecurityDialog) =>
    dialog ? withDialog(`/o/${slug}/me/security`, dialog) : `/o/${slug}/me/security`,
  sessions: (slug: string) => `/o/${slug}/me/sessions`,
} as const
