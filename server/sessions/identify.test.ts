import { expect, test } from 'vitest'
import { permissions } from '#api/permissions.ts'
import { readSession } from './identify.ts'

const now = new Date('2026-01-05T12:00:00Z')
const asFound = (role: object) => [
  [
    {
      caller: {
        session_id: 's',
        organization_status: 'active',
        status: 'active',
        created_at: now.getTime(),
        last_seen_at: now.getTime(),
        evidence: `password,,${now.getTime()},`,
        standing: `${now.getTime() - 1},0,0,0,,`,
        policy: 'password,none,none,3600,3600,0,0,0,0',
        permissions: 'tasks:view',
        restrictions: '',
        break_glass_until: null,
        ...role,
      },
    },
  ],
]
const permitted = (role: object) => [...(readSession(asFound(role), now)?.permissions ?? [])]

test('RP1: what an Owner may is known apart from what a role of the same permissions may', () => {
  for (let time = 0; time < 2; time++) {
    expect(permitted({ template: null })).toEqual(['tasks:view'])
    expect(permitted({ template: 'owner' })).toEqual([...new Set([...permissions, 'tasks:view'])])
    expect(permitted({ template: 'admin' })).toEqual(['tasks:view'])
    // As soon as the role reads otherwise, whoever asks next has that.
    expect(permitted({ template: null, permissions: '' })).toEqual([])
    expect(permitted({ template: null, permissions: 'tasks:view tasks:do' })).toHaveLength(2)
  }
})
