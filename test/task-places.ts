import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import type { Client } from '#api/client.ts'
import type { HubId, MemberId, RoleId } from '#api/common.ts'
import type { RoleTemplate } from '#api/permissions.ts'
import type { TestApp, TestOrganization } from './harness.ts'

export type NewFlow = Parameters<Client['createFlow']>[0]['body']
export type NewTask = Parameters<Client['createTask']>[0]['body']

const pages: NewFlow['pages'] = [
  {
    title: 'At the desk',
    components: [
      { id: 'receiver', kind: 'text', title: 'Receiver', required: true },
      { id: 'priority', kind: 'select', title: 'Priority', options: ['low', 'high'] },
      { id: 'notes', kind: 'long_text', title: 'Notes' },
      { id: 'channel', kind: 'text', title: 'Channel', visible: false, default: 'office' },
    ],
  },
  {
    title: 'On the way',
    components: [
      { id: 'amount', kind: 'number', title: 'Amount', required: true },
      { id: 'constructor', kind: 'text', title: 'Built by' },
      { id: 'photo', kind: 'photo', title: 'Photo' },
    ],
  },
]

/** Organizations in which tasks are done; `app` is asked once tests run. */
export function taskPlaces(app: () => TestApp) {
  /** An organization with two hubs and a flow, seen by an administrator who has both hubs. */
  const place = async (form: NewFlow['pages'] = pages) => {
    const organization = await app().organization()
    const hubs = [await app().hub(organization), await app().hub(organization)] as const
    const boss = await worker(organization, { role: 'owner', hubs: [...hubs] })
    const flow = await boss.client.createFlow({ body: { name: 'Delivery', pages: form } })
    const flowId = flow.id
    const add = (values: Partial<NewTask> = {}) =>
      boss.client.createTask({
        body: { flowId, hubId: hubs[0], title: 'Parcel', values: { receiver: 'Ana' }, ...values },
      })
    return { organization, hubs, boss, flowId, add }
  }

  const worker = async (
    organization: TestOrganization,
    values: { role?: RoleTemplate | RoleId; hubs?: HubId[]; firstName?: string } = {},
  ) => {
    const person = await app().person()
    const memberId: MemberId = await app().member(organization, person, {
      role: 'field_user',
      ...values,
    })
    return { memberId, ...(await app().signedIn(person, memberId)) }
  }

  /** A role with its own permissions and restrictions. */
  const role = async (
    organization: TestOrganization,
    permissions: string[],
    restrictions: string[] = [],
  ) =>
    app().owner.transaction(async (tx) => {
      const [row] = await tx.query<{ id: RoleId }>(sql`
        insert into roles (organization_id, name, permissions, restrictions)
        values (${organization.id}, ${randomUUID()}, ${permissions}, ${restrictions}) returning id`)
      return (row as { id: RoleId }).id
    })

  return { place, worker, role }
}
