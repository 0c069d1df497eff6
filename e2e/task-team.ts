import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Language } from '#api/common.ts'
import { makeTeam, type Team } from './team.ts'

/** Without the samples that every new organization gets. */
export async function makeEmptyTeam(name: string, language?: Language): Promise<Team> {
  const team = await makeTeam(name, language)
  await expect
    .poll(async () => (await team.client.countTasks({ query: {} })).samplesPending, {
      timeout: 30_000,
    })
    .toBe(false)
  await team.client.removeSampleTasks()
  return team
}

/** The first hub, and a flow by its name. */
export async function whereOf({ client }: Team, flow = 'Delivery') {
  const [hubs, flows] = await Promise.all([client.listMyHubs(), client.listFlows()])
  return {
    hubId: hubs.items[0]?.id ?? '',
    flowId: flows.items.find(({ name }) => name === flow)?.id ?? '',
  }
}

/** A flow that asks for one thing only, so that tasks are made in one line. */
export async function makeShortFlow({ client }: Team, name = 'Errand') {
  const { id } = await client.createFlow({
    body: {
      name,
      pages: [
        { title: 'Errand', components: [{ id: 'link', kind: 'url', title: 'Link' }] },
        { title: 'Report', components: [{ id: 'note', kind: 'long_text', title: 'Note' }] },
      ],
    },
    idempotencyKey: randomUUID(),
  })
  return id
}

interface NewTask {
  flowId: string
  hubId: string
  title: string
  values?: Record<string, string>
  startsAt?: string
  endsAt?: string
  assigneeIds?: string[]
}

export const makeTask = ({ client }: Team, task: NewTask) =>
  client.createTask({ body: task, idempotencyKey: randomUUID() })

/** Gives somebody the hub, so that they can be given its tasks; answers who they are. */
export async function belongToHub({ client }: Team, name: string, hubId: string): Promise<string> {
  const memberId = (await client.listUsers({ query: { q: name } })).items[0]?.id ?? ''
  await client.updateUser({ params: { memberId }, body: { hubIds: [hubId] } })
  return memberId
}

/** From the last page of a task to where it is done, and back to it in the list of those. */
export async function finishTask(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByRole('button', { name: 'To my tasks' }).click()
  await page.getByRole('tab', { name: /^Done/ }).click()
  await page.getByRole('grid', { name: 'Tasks' }).getByRole('row', { name: title }).click()
}
