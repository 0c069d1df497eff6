import type {
  ConnectionId,
  FileId,
  IdentityId,
  Language,
  LoginId,
  MemberId,
  OrganizationId,
  RoleId,
  SessionId,
} from '#api/common.ts'
import type { SecondFactor, Step, StepKind } from '#api/door.ts'
import type { Permission, Restriction, RoleTemplate } from '#api/permissions.ts'
import type { Access } from '#api/route.ts'
import type { MemberStatus } from '#api/sessions.ts'

/** Something that a browser or client has proved since it signed in; connection, and whose it is, only with `sso`. */
export interface Evidence {
  kind: Exclude<StepKind, 'new_password'>
  connectionId: ConnectionId | null
  organizationId: OrganizationId | null
  at: Date
}

/** How an identity stands, whatever was proved: what every door has to know of it. */
export interface Standing {
  /** Null: has no password. */
  passwordChangedAt: Date | null
  /** An administrator made it: to be replaced at the next log-in (PW4). */
  passwordTemporary: boolean
  totpEnrolled: boolean
  /** An administrator made a password: until the mailbox is proved, it counts in that organization alone (PW4). */
  mailboxDoubt: { by: OrganizationId | null } | null
  /** The identity is deleted then (PW7). */
  deletionDueAt: Date | null
}

interface Someone {
  loginId: LoginId
  identityId: IdentityId
  email: string
  transport: 'cookie' | 'bearer'
  evidence: readonly Evidence[]
  standing: Standing
}

/** Between password and door: may list, accept, decline, create, and go to a door. */
export interface PendingCaller extends Someone {
  kind: 'pending'
  pendingId: string
  /** The session from which a switch was begun, alive until the door opens (SW5). */
  sourceSessionId: SessionId | null
  /** Where it goes to, if that is known yet. */
  targetMemberId: MemberId | null
  expiresAt: Date
}

/** A session: one member inside one organization, as it stands at this request. */
export interface SessionCaller extends Someone {
  kind: 'session'
  sessionId: SessionId
  organizationId: OrganizationId
  memberId: MemberId
  status: MemberStatus
  firstName: string
  lastName: string
  language: Language | null
  timeZone: string | null
  photoId: FileId | null
  /** How many required fields have no answer (PR2). */
  fieldsMissing: number
  organization: {
    name: string
    slug: string
    language: Language
    currency: string
    timeZone: string
    logoId: FileId | null
    /** JSON; read by `readConfiguration`. */
    configuration: string
    membersMayInvite: boolean
  }
  role: { id: RoleId; name: string; template: RoleTemplate | null; secondFactor: SecondFactor }
  /** System permissions and `custom_module:<id>`. */
  permissions: ReadonlySet<string>
  restrictions: ReadonlySet<Restriction>
  /** What the door wants to see now; empty while it is open. */
  missing: readonly Step[]
  /** Until then the sign-in policy is open to this owner although the door is shut (DR6). */
  breakGlassUntil: Date | null
  lastSeenAt: Date
  expiresAt: Date
}

export type Caller = PendingCaller | SessionCaller

/** Whose rights a verb acts by: a session, or a member in whose name a job goes on. */
export type Acting = Pick<
  SessionCaller,
  | 'organizationId'
  | 'memberId'
  | 'firstName'
  | 'lastName'
  | 'email'
  | 'role'
  | 'permissions'
  | 'restrictions'
  | 'organization'
>

export type CallerFor<A extends Access> = A extends 'public'
  ? Caller | null
  : A extends 'proving' | 'pending'
    ? Caller
    : SessionCaller

/** Whether a role, as it stands, grants a permission. */
export const may = (caller: Pick<SessionCaller, 'permissions'>, permission: Permission): boolean =>
  caller.permissions.has(permission)
