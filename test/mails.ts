import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import type { TestApp } from './harness.ts'

export interface TestMail {
  template: string
  language: string
  organizationId: OrganizationId | null
  values: Record<string, string | null>
}

/** What was written to an address, oldest first. */
export const mailsTo = (app: TestApp, email: string): Promise<TestMail[]> =>
  app.owner.transaction((tx) =>
    tx.query<TestMail>(sql`
      select template, language, "values", organization_id as "organizationId" from mails where recipient = ${email}
      order by created_at, id`),
  )

/** The newest mail of a template to an address. */
export async function mailTo(app: TestApp, email: string, template: string): Promise<TestMail> {
  const mail = (await mailsTo(app, email)).findLast((one) => one.template === template)
  if (!mail) throw new Error(`no mail ${template} to ${email}`)
  return mail
}

/** The secret in it. */
export const secretIn = async (app: TestApp, email: string, template: string): Promise<string> =>
  (await mailTo(app, email, template)).values.token ?? ''
