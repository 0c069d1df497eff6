import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { inject } from 'vitest'
import { createClient } from '#api/client.ts'
import type { Person, Team } from './team.ts'
import { type Words, wordsIn } from './words.ts'

/** Makes somebody a planner of one more organization: added, or invited; `entered` also walks in once and registers. */
export async function belongTo(
  team: Team,
  { email, password }: Person,
  { invited = false, entered = false } = {},
): Promise<void> {
  const add = invited ? team.client.inviteUser : team.client.addUser
  const { id } = await add({
    body: { email, roleId: await team.roleId('admin') },
    idempotencyKey: randomUUID(),
  })
  if (!entered) return
  const baseUrl = inject('origin')
  const outcome = await createClient({ baseUrl }).signIn({
    body: { email, password, transport: 'bearer' },
  })
  const pending = outcome.outcome === 'entered' ? outcome.token : outcome.pendingToken
  const there = await createClient({ baseUrl, token: pending }).switchOrganization({
    body: { memberId: id },
  })
  if (there.outcome !== 'entered') throw new Error(`${email} was not let in`)
  await createClient({ baseUrl, token: there.token }).completeRegistration({
    body: { firstName: 'Olivia', lastName: 'Elsewhere' },
  })
}

/** Presses what enters an organization. */
export const enterBy = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).click()

/** Waits until the page is inside an organization: its name stands top left. */
export const inFrameOf = (page: Page, { name }: { name: string }, t: Words = wordsIn('en')) =>
  page.getByRole('button', { name: t('shell.organization-button', { name }) }).waitFor()

/** By the menu of the profile icon. */
export async function signOutFrom(page: Page, t: Words = wordsIn('en')): Promise<void> {
  await page.getByRole('button', { name: t('shell.profile-menu', { name: '' }) }).click()
  await page.getByRole('menuitem', { name: t('shell.sign-out') }).click()
  await page.getByRole('heading', { name: t('sign-in.title') }).waitFor()
}

/** A page never has to be scrolled sideways, however narrow. */
export const fits = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
