import sql, { join, type Sql } from 'sql-template-tag'
import { z } from 'zod'
import { MemberId } from '#api/common.ts'
import { Problem } from '#api/problem.ts'
import { filterUsers } from '#server/members/user-filter.ts'
import type { Refusal } from '#server/operations/operation.ts'
import {
  operationPerformer,
  type Step,
  type Stepped,
} from '#server/operations/operation-performer.ts'
import { attempt, type Tx, violatedConstraint } from '#server/platform/database.ts'
import { changeUser } from './change-user.ts'
import { changeUserBack } from './change-user-back.ts'
import {
  addToList,
  aspectOf,
  holdStandings,
  type Listed,
  listChangedSince,
  listNext,
  listRemembered,
  listStandings,
  permissionToChange,
  type Remembered,
  rememberChanges,
  UserChangeInput,
} from './user-change.ts'

/** First everybody is put down, then changed: who is changed meanwhile, and by this very work, is neither missed nor met twice. */
const State = z.object({
  listed: z.boolean().default(false),
  /** The last who was put down, or changed. */
  after: MemberId.nullable().default(null),
})
type State = z.infer<typeof State>

const listedAtOnce = 1_000
const changedAtOnce = 100
const stepMs = 500

/** Changes many members, each as if alone, or takes such a change back. */
export const userChangePerformer = operationPerformer({
  kind: 'user-change',
  permission: (input) => permissionToChange[UserChangeInput.parse(input).change.kind],
  step: (tx, step, { now }) => {
    const input = UserChangeInput.parse(step.input)
    const state = State.parse(step.state)
    return state.listed ? changeSome(tx, step, input, state, now) : listSome(tx, step, input, state)
  },
})

async function listSome(
  tx: Tx,
  { organizationId, operationId, total: before }: Step,
  { which }: UserChangeInput,
  { after }: State,
): Promise<Stepped> {
  const { count, last } = await addToList(
    tx,
    organizationId,
    operationId,
    await idsOf(tx, which, after),
  )
  const total = (before ?? 0) + count
  const listed = 'memberIds' in which || count < listedAtOnce
  return {
    state: { listed, after: listed ? null : last } satisfies State,
    done: 0,
    total,
    finished: listed && total === 0,
  }
}

async function idsOf(
  tx: Tx,
  which: UserChangeInput['which'],
  after: MemberId | null,
): Promise<Sql> {
  if ('memberIds' in which) return sql`select unnest(${which.memberIds}::uuid[]) as id`
  const next = (from: Sql, id: Sql, conditions: Sql[]) => {
    const all = [...conditions, ...(after ? [sql`${id} > ${after}::uuid`] : [sql`true`])]
    return sql`select ${id} as id from ${from} where ${join(all, ' and ')} order by ${id} limit ${listedAtOnce}`
  }
  if ('undo' in which)
    return next(sql`user_changes c`, sql`c.member_id`, [
      sql`c.operation_id = ${which.undo}::uuid and c.before is not null`,
    ])
  const { conditions, search } = await filterUsers(tx, which.filter)
  return next(sql`members m`, sql`m.id`, [...conditions, ...(search ? [search] : [])])
}

async function changeSome(
  tx: Tx,
  step: Step,
  input: UserChangeInput,
  { after }: State,
  now: Date,
): Promise<Stepped> {
  const { operationId, counts } = step
  const { kind } = input.change
  const ids = await listNext(tx, operationId, after, changedAtOnce)
  const held = await holdStandings(tx, ids)
  const change = await changeFor(tx, step, input, ids, now)
  // Whoever would be the last owner is refused alone, and not the whole step when it commits.
  await tx.query(sql`set constraints keep_an_owner immediate`)
  const refusals: Refusal[] = []
  const tried: MemberId[] = []
  const startedAt = performance.now()
  for (const id of ids) {
    if (performance.now() - startedAt > stepMs) break
    tried.push(id)
    const member = held.get(id)
    const reason = member ? await refusalOf(() => attempt(tx, () => change(member))) : 'not-found'
    if (reason) refusals.push({ memberId: id, name: member?.name ?? '', reason })
  }
  const refused = new Set(refusals.map(({ memberId }) => memberId))
  const fine = tried.filter((id) => !refused.has(id))
  const changed = kind === 'remove' ? fine : await remember(tx, step, kind, fine, held)
  return {
    state: { listed: true, after: tried.at(-1) ?? after } satisfies State,
    done: step.done + tried.length,
    counts: {
      changed: (counts.changed ?? 0) + changed.length,
      unchanged: (counts.unchanged ?? 0) + fine.length - changed.length,
      refused: (counts.refused ?? 0) + refusals.length,
    },
    refusals,
    finished: tried.length === ids.length && ids.length < changedAtOnce,
  }
}

/** What is done to each of them. */
async function changeFor(
  tx: Tx,
  { acting }: Step,
  { which, change, request }: UserChangeInput,
  ids: readonly MemberId[],
  now: Date,
): Promise<(member: Listed) => Promise<void>> {
  if (!('undo' in which)) return (member) => changeUser(tx, acting, member, change, request, now)
  const { undo, since } = which
  const earlier = await listRemembered(tx, undo, ids)
  const again = await listChangedSince(tx, change.kind, ids, { operationId: undo, since })
  return async (member) => {
    const was = earlier.get(member.id)
    if (!was || again.has(member.id) || !same(was.after, aspectOf(change.kind, member)))
      throw new Problem('cannot-undo')
    await changeUserBack(tx, acting, member, was.before, request, now)
  }
}

/** Notes what became of those who were not refused. Answers who is another than before. */
async function remember(
  tx: Tx,
  { operationId }: Step,
  kind: UserChangeInput['change']['kind'],
  ids: readonly MemberId[],
  held: ReadonlyMap<string, Listed>,
): Promise<Remembered[]> {
  const now = await listStandings(tx, ids)
  const changes = ids.flatMap((id): Remembered[] => {
    const [was, is] = [held.get(id), now.get(id)]
    if (!was || !is) return []
    const [before, after] = [aspectOf(kind, was), aspectOf(kind, is)]
    return same(before, after) ? [] : [{ id, before, after }]
  })
  await rememberChanges(tx, operationId, changes)
  return changes
}

const same = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other)

/** Why one of many was refused; null: was not. Anything but a refusal is thrown, and the step tried again. */
async function refusalOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof Problem) return error.type
    const violated = violatedConstraint(error)
    if (violated === 'keep_an_owner') return 'last-owner'
    if (violated && raced.includes(violated)) return 'values-refused'
    throw error
  }
}

/** Role or hub was deleted while it was being given. */
const raced = ['members_organization_id_role_id_fkey', 'member_hubs_organization_id_hub_id_fkey']
