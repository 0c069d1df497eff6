import type { Shape } from '#server/platform/rows-export.ts'

/** What users.csv tells of everybody, before the answers in the organization's own fields. */
export const userColumns = {
  email: 'e-mail',
  employeeId: 'text?',
  firstName: 'text',
  lastName: 'text',
  title: 'text',
  phone: 'text',
  role: 'text',
  hubs: 'text?',
  status: 'name',
  source: 'name',
  guest: 'yes or no',
  createdAt: 'time',
  lastVisitedAt: 'time?',
} as const satisfies Record<string, Shape>
