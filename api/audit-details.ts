/** What a detail of an event is, so that it can be said in words. `code:…`: one word of a list, or several. */
export type AuditDetail =
  | 'text'
  | 'number'
  | 'flag'
  | 'time'
  /** In the organization's calendar. */
  | 'day'
  /** Who or what, by id or several; `role`: one of the roles. */
  | 'id'
  | 'role'
  /** By whom: a member's id, or `operator`. */
  | 'by'
  /** Names of fields and settings that were changed. */
  | 'names'
  | 'permissions'
  | 'language'
  | 'action'
  | 'policy'
  /** Settings in it, each with a name of its own. */
  | 'settings'
  | 'group-roles'
  /** Says nothing to people. */
  | 'trace'
  | `code:${string}`

const added = {
  email: 'text',
  roleId: 'role',
  hubIds: 'id',
  by: 'by',
  operationId: 'trace',
} as const
const byHome = { email: 'text' } as const
const guessed = { proof: 'code:proof', email: 'text' } as const
const named = { name: 'text' } as const
const ofDomain = { domain: 'text' } as const
const policies = { before: 'policy', after: 'policy', planned: 'policy', from: 'time' } as const
const hub = { ...named, address: 'text', latitude: 'number', longitude: 'number' } as const
const field = {
  ...named,
  kind: 'code:field-kind',
  help: 'text',
  required: 'flag',
  visibility: 'code:visibility',
  options: 'text',
} as const
const gone = { ...named, email: 'text' } as const
const account = { connectionId: 'id', subject: 'text' } as const
const ofProgram = { programId: 'id', program: 'text' } as const
const participant = {
  ...ofProgram,
  memberId: 'id',
  role: 'code:program-role',
  capacity: 'number',
} as const
const match = {
  ...ofProgram,
  memberIds: 'id',
  memberId: 'id',
  source: 'code:match-source',
  startedAt: 'time',
  endedAt: 'time',
  reason: 'code:match-end',
  note: 'text',
} as const
const imported = { file: 'text', rows: 'number', flowId: 'id', operationId: 'trace' } as const

/**
 * Every action of the audit log, and what its details hold (OP3). What was changed holds the new value, and under `before`
 * the one of earlier; or both in its place.
 */
export const auditDetails: Record<string, Readonly<Record<string, AuditDetail>>> = {
  'access-link.created': {
    ...named,
    domains: 'text',
    hubIds: 'id',
    usesMax: 'number',
    expiresAt: 'time',
  },
  'access-link.revoked': named,
  'audit-log.exported': {
    memberId: 'id',
    action: 'action',
    from: 'time',
    to: 'time',
    format: 'code:format',
  },
  'authenticator.added': byHome,
  'authenticator.removed': byHome,
  'authenticator.reset': byHome,
  'billing.anchor_changed': { anchorDay: 'number' },
  'billing.match_struck': { reason: 'text', intervals: 'number', by: 'by' },
  'break-glass.replaced': {},
  'break-glass.used': { until: 'time' },
  'colleague.invited': added,
  'connection.created': { ...named, kind: 'code:connection-kind' },
  'connection.disabled': named,
  'connection.enabled': named,
  'connection.removed': {
    ...named,
    kind: 'code:connection-kind',
    status: 'code:connection-status',
  },
  'connection.updated': {
    ...named,
    providesSecondFactor: 'flag',
    justInTime: 'flag',
    defaultRoleId: 'role',
    attributes: 'settings',
    updateAtSignIn: 'flag',
    issuer: 'text',
    clientId: 'text',
    clientAuthentication: 'code:client-authentication',
    scopes: 'text',
    signOutThere: 'flag',
    metadataUrl: 'text',
    entityId: 'text',
    signInUrl: 'text',
    certificates: 'code:replacement',
    clientSecret: 'code:replacement',
    groupRoles: 'group-roles',
    bySetUpLink: 'flag',
    byMetadata: 'flag',
  },
  'custom_module.created': { ...named, url: 'text' },
  'custom_module.removed': named,
  'do_not_match.added': { programId: 'id', memberIds: 'id', reason: 'text' },
  'do_not_match.lifted': { programId: 'id', memberIds: 'id' },
  'domain.added': { ...ofDomain, connectionId: 'id' },
  'domain.proof-lost': ofDomain,
  'domain.proved': ofDomain,
  'domain.record-missed': ofDomain,
  'domain.removed': { ...ofDomain, proved: 'flag' },
  'domain.updated': { ...ofDomain, before: 'id', after: 'id' },
  'email.change_undone': byHome,
  'email.changed': { from: 'text', to: 'text' },
  'field.created': field,
  'field.ordered': { fields: 'names' },
  'field.removed': named,
  'field.updated': field,
  'flow.created': { ...named, copyOf: 'id' },
  'flow.deleted': named,
  'flow.ordered': { flows: 'text' },
  'flow.restored': { ...named, version: 'number', from: 'number' },
  'flow.updated': { ...named, version: 'number' },
  'home.named': {},
  'hub.created': hub,
  'hub.removed': named,
  'hub.updated': hub,
  'invitation.accepted': {},
  'invitation.declined': {},
  'invitation.resent': {},
  'invitation.revoked': byHome,
  'join.refused': { email: 'text', reason: 'code:refusal', accessLinkId: 'id' },
  'joining-rules.updated': {
    externalSignUp: 'flag',
    membersMayInvite: 'flag',
    refusedJoinsMailed: 'flag',
  },
  'match.declined': match,
  'match.ended': match,
  'match.exported': {
    programId: 'id',
    status: 'code:match-status',
    memberId: 'id',
    proposalId: 'id',
    q: 'text',
    operationId: 'trace',
  },
  'match.joined': match,
  'match.left': match,
  'match.requested': match,
  'match.started': match,
  'organization.created': named,
  'organization.deletion-started': { until: 'time', by: 'by' },
  'organization.deletion-undone': {},
  'organization.exported': { operationId: 'trace', by: 'by' },
  'organization.updated': {
    ...named,
    slug: 'text',
    language: 'language',
    currency: 'text',
    timeZone: 'text',
    configuration: 'settings',
    accent: 'code:accent',
    weekStartsOn: 'code:weekday',
    timeFormat: 'code:time-format',
    logo: 'code:replacement',
  },
  'ownership.handed-over': { role: 'role' },
  'participant.added': participant,
  'participant.frozen': participant,
  'participant.removed': participant,
  'participant.unfrozen': participant,
  'participant.updated': { ...participant, changed: 'names' },
  'password.changed': {},
  'password.set': byHome,
  'profile.answered': { fields: 'names' },
  'profile.updated': { fields: 'names' },
  'program.archived': { ...named, ended: 'number' },
  'program.created': { ...named, kind: 'code:program-kind' },
  'program.deleted': named,
  'program.restored': named,
  'program.updated': {
    ...named,
    startsOn: 'day',
    endsOn: 'day',
    matchEndsOn: 'day',
    matchEndsAfterDays: 'number',
    registrationOpen: 'flag',
    requestsOpen: 'flag',
    groupSizeMax: 'number',
    changed: 'names',
  },
  'proposal.approved': { ...ofProgram, approved: 'number' },
  'proposal.discarded': { ...ofProgram, discarded: 'number' },
  'proposal.started': { ...ofProgram, minimumScore: 'number' },
  'recovery_codes.replaced': byHome,
  'refused-join.dismissed': byHome,
  'role.created': { ...named, permissions: 'permissions', restrictions: 'code:restriction' },
  'role.removed': named,
  'role.updated': {
    ...named,
    granted: 'permissions',
    taken: 'permissions',
    restricted: 'code:restriction',
    lifted: 'code:restriction',
    secondFactor: 'code:second-factor',
    singleSession: 'flag',
  },
  'sample_tasks.deleted': { removed: 'number' },
  'session.ended': {},
  'session.entered': {},
  'session.left': {},
  'set-up-link.created': { ...named, expiresAt: 'time' },
  'set-up-link.revoked': named,
  'set-up-link.used': { ...named, createdBy: 'id' },
  'sign-in-policy.plan-acted': policies,
  'sign-in-policy.plan-cancelled': policies,
  'sign-in-policy.plan-postponed': policies,
  'sign-in-policy.planned': policies,
  'sign-in-policy.updated': policies,
  'sign-in.failed': guessed,
  'sign-in.locked': guessed,
  'sso.held': account,
  'sso.joined': { email: 'text', roleId: 'role', connectionId: 'id' },
  'sso.linked': account,
  'sso.not-believed': byHome,
  'sso.refused': { ...account, reason: 'code:refusal', email: 'text' },
  'task.assigned': { assigneeIds: 'id' },
  'task.comment-removed': { by: 'by' },
  'task.created': { flowId: 'id', hubId: 'id', assigneeIds: 'id', operationId: 'trace' },
  'task.deleted': {},
  'task.exported': {
    q: 'text',
    hubId: 'id',
    flowId: 'id',
    assigneeId: 'id',
    status: 'code:task-status',
    startsFrom: 'time',
    startsTo: 'time',
    operationId: 'trace',
  },
  'task.finished': {},
  'task.imported': imported,
  'task.moved': { hubId: 'id' },
  'task.updated': { title: 'text', startsAt: 'time', endsAt: 'time', fields: 'names' },
  'user.added': added,
  'user.answered': { fields: 'names' },
  'user.authenticator_reset_started': { by: 'by', email: 'text' },
  'user.erased': {},
  'user.guest-ended': {},
  'user.guest-set': {},
  'user.imported': added,
  'user.invited': added,
  'user.joined': { email: 'text', accessLinkId: 'id', hubIds: 'id' },
  'user.left': gone,
  'user.password_reset': { method: 'code:reset' },
  'user.registered': {},
  'user.removed': gone,
  'user.restored': {},
  'user.signed-out': {},
  'user.suspended': {},
  'user.unlinked': { connectionId: 'id' },
  'user.unlocked': { by: 'by', email: 'text' },
  'user.updated': {
    firstName: 'text',
    lastName: 'text',
    title: 'text',
    phone: 'text',
    employeeId: 'text',
    roleId: 'role',
    hubIds: 'id',
    groups: 'text',
    by: 'by',
    connectionId: 'id',
    operationId: 'trace',
  },
  'users.imported': imported,
}
