/**
 * Every refusal that this API can give (RFC 9457). The key becomes the last segment of `type`,
 * so a key is never renamed once it has been released.
 */
export const problems = {
  'invalid-request': { status: 400, title: 'The request does not fit its schema' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'wrong-credentials': { status: 401, title: 'E-mail or password is wrong' },
  'fresh-evidence-required': { status: 401, title: 'Prove who you are once more first' },
  'step-up-required': { status: 401, title: 'This organization wants to see more first' },
  'organization-not-chosen': { status: 403, title: 'Choose an organization first' },
  'registration-unfinished': { status: 403, title: 'Finish your registration first' },
  'not-permitted': { status: 403, title: 'Your role does not allow this' },
  'cross-site': { status: 403, title: 'This request did not come from our own pages' },
  'wrong-password': { status: 403, title: 'The current password is wrong' },
  'wrong-code': { status: 403, title: 'This code is wrong, used or expired' },
  'sso-refused': { status: 403, title: 'Signing in through the identity provider did not work' },
  'mailbox-in-doubt': { status: 403, title: 'Prove your mailbox first, by signing in' },
  'home-elsewhere': {
    status: 403,
    title: 'This person is registered elsewhere: only their home organization may do this',
  },
  yourself: { status: 403, title: 'Use your own security page for this' },
  'more-than-you-hold': {
    status: 403,
    title: 'That grants or touches more than you hold yourself',
  },
  'owner-protected': { status: 403, title: 'Only owners may do this to an owner' },
  'own-role': { status: 403, title: 'Nobody edits their own role or suspends themselves' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'organization-not-found': { status: 404, title: 'You have no such organization' },
  'link-not-valid': { status: 404, title: 'This link is not valid any more' },
  'method-not-allowed': { status: 405, title: 'This address does not know that method' },
  'organization-changed': { status: 409, title: 'You are in another organization now' },
  'member-changed': { status: 409, title: 'Somebody else is signed in here now' },
  'name-taken': { status: 409, title: 'That name is taken' },
  'already-a-member': { status: 409, title: 'This person is in the user table already' },
  'not-enrolled': { status: 409, title: 'There is no authenticator' },
  'home-exists': { status: 409, title: 'Your home organization still has you' },
  'policy-locks-out': { status: 409, title: 'This policy would keep every owner out' },
  'sign-in-through-it-first': {
    status: 409,
    title: 'Sign in through a connection yourself before you demand it of others',
  },
  'join-refused': { status: 403, title: 'You cannot join by yourself here' },
  'inviting-is-off': { status: 403, title: 'Members do not invite others here' },
  'sign-up-is-off': { status: 403, title: 'This server takes no new sign-ups' },
  'link-expired': { status: 404, title: 'This download link has expired' },
  'owners-only': { status: 403, title: 'Only owners may do this' },
  'slug-taken': { status: 409, title: 'This address is taken' },
  'too-many': { status: 409, title: 'There are as many of these as may be' },
  'import-unfinished': { status: 409, title: 'This import is not ready to start' },
  'cannot-undo': { status: 409, title: 'This cannot be undone any more' },
  'connection-unfinished': { status: 409, title: 'This connection is not set up yet' },
  'connection-enabled': { status: 409, title: 'Disable this connection first' },
  'domain-taken': { status: 409, title: 'Another organization has proved this domain' },
  'domain-not-proved': { status: 409, title: 'The DNS record was not found' },
  'provider-unreachable': { status: 422, title: 'The identity provider could not be asked' },
  'last-owner': { status: 409, title: 'An organization needs an active owner' },
  'role-in-use': { status: 409, title: 'Members still have this role' },
  'default-role': { status: 409, title: 'A default role cannot be renamed or deleted' },
  'hub-in-use': { status: 409, title: 'This hub is still in use' },
  'flow-changed': { status: 409, title: 'Somebody saved this flow in the meantime' },
  'task-changed': { status: 409, title: 'Somebody changed this task in the meantime' },
  'task-done': { status: 409, title: 'A done task is read-only' },
  'attachments-full': { status: 409, title: 'The room for attachments is used up' },
  'program-changed': { status: 409, title: 'Somebody saved this program in the meantime' },
  'program-archived': { status: 409, title: 'This program is archived or over' },
  'program-in-use': { status: 409, title: 'Somebody took part in this program: archive it' },
  'registration-closed': { status: 409, title: 'Registration is closed' },
  'requests-closed': { status: 409, title: 'Nobody asks for a match here by themselves now' },
  'request-expired': { status: 409, title: 'The time to answer is over' },
  'already-participating': { status: 409, title: 'This member takes part already' },
  'frozen-by-administrator': { status: 409, title: 'An administrator has frozen this' },
  'not-participating': { status: 409, title: 'Somebody of them does not take part now' },
  'capacity-full': { status: 409, title: 'Somebody of them has no room for another match' },
  'do-not-match': { status: 409, title: 'They are not to be matched in this program' },
  'already-matched': { status: 409, title: 'They are matched in this program already' },
  'proposal-running': { status: 409, title: 'A proposal is being made already' },
  'review-running': { status: 409, title: 'This proposal is being approved or discarded already' },
  'not-in-status': { status: 409, title: 'The status does not allow this' },
  'nothing-to-copy': { status: 409, title: 'There is no organization to copy from' },
  'organization-limit': {
    status: 409,
    title: 'You own as many organizations as this server allows',
  },
  'idempotency-key-reused': {
    status: 409,
    title: 'This Idempotency-Key was used for another request',
  },
  'body-too-large': { status: 413, title: 'The request is too large' },
  'not-json': { status: 415, title: 'Send JSON' },
  'media-type-not-taken': { status: 415, title: 'This kind of file is not taken here' },
  'file-not-readable': { status: 422, title: 'This file cannot be read' },
  'password-too-weak': { status: 422, title: 'This password is too weak' },
  'values-refused': { status: 422, title: 'Some values cannot be taken' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  locked: { status: 429, title: 'Too many failed attempts: wait' },
  unexpected: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Foyer cannot answer that now: try again' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemType = keyof typeof problems

/**
 * What any route may answer, besides what its access refuses; everything else it must declare, or the
 * documentation would lie.
 */
export const undeclared: readonly ProblemType[] = [
  'invalid-request',
  'not-signed-in',
  'cross-site',
  'method-not-allowed',
  'organization-changed',
  'member-changed',
  'body-too-large',
  'not-json',
  'too-many-requests',
  'unexpected',
  'unavailable',
]

export interface FieldError {
  /** JSON pointer into the body (`#/hub/name`; `#`: no field of it), or `#query/…`, `#params/…`, `#header/…`. */
  pointer: string
  detail: string
  /** Stable name of the rule, with `values` for translation: `too-long {max: 100}`. */
  code?: string | undefined
  values?: Record<string, string | number> | undefined
}

/** `application/problem+json` of RFC 9457, with our members `errors`, `missing` and `retryAfterSeconds`. */
export interface ProblemDocument {
  type: string
  title: string
  status: number
  detail?: string | undefined
  /** `urn:uuid:…` of the request, as in the log and the header `Foyer-Request-Id`. */
  instance?: string | undefined
  errors?: FieldError[] | undefined
  /** What is still to be proved, and where (step-up-required, fresh-evidence-required; RFC 9470). */
  missing?: readonly { kind: string }[] | undefined
  retryAfterSeconds?: number | undefined
}

type Extra = Pick<ProblemDocument, 'detail' | 'errors' | 'missing' | 'retryAfterSeconds'>

/** Thrown to refuse and roll back; returned by a handler to refuse and keep what was written. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly type: ProblemType
  readonly extra: Extra

  constructor(type: ProblemType, extra: Extra = {}) {
    super(extra.detail ?? problems[type].title)
    this.type = type
    this.extra = extra
  }

  get status(): number {
    return problems[this.type].status
  }

  toDocument(instance: string): ProblemDocument {
    return { type: `/problems/${this.type}`, ...problems[this.type], ...this.extra, instance }
  }
}

export const problem = (type: ProblemType, extra?: Extra) => new Problem(type, extra)

/** A refusal that belongs to one field of the body. */
export const fieldProblem = (type: ProblemType, pointer: string, detail: string, code?: string) =>
  new Problem(type, { detail, errors: [{ pointer, detail, code }] })
