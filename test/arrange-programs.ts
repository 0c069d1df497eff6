import { randomUUID } from 'node:crypto'
import sql, { type Sql } from 'sql-template-tag'
import type { Client } from '#api/client.ts'
import type { FieldId, MatchId, MemberId, ProgramId, RegistrationId } from '#api/common.ts'
import type { FieldValues } from '#api/fields.ts'
import type { RoleTemplate } from '#api/permissions.ts'
import type { ProgramKind, ProgramQuestion, ProgramRole } from '#api/programs.ts'
import type { TestApp, TestOrganization, TestPerson } from './harness.ts'

/** Somebody signed in, with their part in a program. */
export interface Joined {
  person: TestPerson
  memberId: MemberId
  client: Client
  id: RegistrationId
}

/** Shorthands for tests of programs and matches. */
export function arrangePrograms(app: TestApp) {
  const rows = <Row extends object>(statement: Sql) =>
    app.owner.transaction((tx) => tx.query<Row>(statement))

  const someone = async (
    inside: TestOrganization,
    role: RoleTemplate = 'field_user',
    firstName = 'Test',
  ) => {
    const person = await app.person()
    const memberId = await app.member(inside, person, { role, firstName })
    return { person, memberId, ...(await app.signedIn(person, memberId)) }
  }

  const program = async (
    admin: Client,
    values: Partial<Parameters<Client['createProgram']>[0]['body']> = {},
  ) => {
    const kind: ProgramKind = values.kind ?? 'mentoring'
    return admin.createProgram({
      body: {
        name: `Program ${randomUUID()}`,
        registrationOpen: true,
        requestsOpen: true,
        ...values,
        kind,
      },
    })
  }

  /** A member of an organization who registers by themselves. */
  const joined = async (
    inside: TestOrganization,
    programId: ProgramId,
    role: ProgramRole,
    values: { capacity?: number; answers?: FieldValues; firstName?: string } = {},
  ): Promise<Joined> => {
    const { firstName, ...rest } = values
    const one = await someone(inside, 'field_user', firstName)
    await one.client.joinProgram({ params: { programId }, body: { role, ...rest } })
    return { ...one, id: await registrationOf(one.memberId, programId) }
  }

  const registrationOf = async (memberId: MemberId, programId: ProgramId) => {
    const [row] = await rows<{ id: RegistrationId }>(
      sql`select id from registrations where member_id = ${memberId} and program_id = ${programId}`,
    )
    return (row as { id: RegistrationId }).id
  }

  /** An organization with an administrator, a program, a mentor and a mentee. */
  const pair = async (capacity = 1) => {
    // So that a session lives on where a test moves the clock.
    const days = 90 * 86_400
    const acme = await app.organization({ policy: { sessionSeconds: days, idleSeconds: days } })
    const admin = await someone(acme, 'admin')
    const { id: programId } = await program(admin.client)
    const mentor = await joined(acme, programId, 'mentor', { capacity, firstName: 'Mira' })
    const mentee = await joined(acme, programId, 'mentee', { firstName: 'Ben' })
    const match = (...ids: RegistrationId[]) =>
      admin.client.createMatch({ body: { programId, registrationIds: ids } })
    return { acme, admin, programId, mentor, mentee, match }
  }

  const intervalsOf = (matchId: MatchId) =>
    rows<{ memberId: MemberId; name: string; startedAt: Date; endedAt: Date | null }>(sql`
      select member_id as "memberId", member_name as name, started_at as "startedAt", ended_at as "endedAt"
      from match_intervals where match_id = ${matchId} order by started_at, member_id`)

  const question = (values: Partial<ProgramQuestion> = {}): ProgramQuestion => ({
    id: randomUUID() as FieldId,
    title: 'Skills',
    help: '',
    kind: 'multiple_choice',
    options: ['sales', 'code', 'law'].map((id) => ({ id, label: id.toUpperCase() })),
    required: false,
    visible: false,
    minimum: null,
    maximum: null,
    roles: [],
    matching: 'overlap',
    weight: 1,
    ...values,
  })

  return { rows, someone, program, joined, registrationOf, pair, intervalsOf, question }
}
