import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { HubId, type Language, TaskId } from '#api/common.ts'
import { paths } from '#web/paths.ts'
import { journey, phone, takeScreenshot } from './browser.ts'
import { look } from './look.ts'
import { makeTeam, type Person, signInAs, type Team, typeCredentials } from './team.ts'
import { belongTo, enterBy, inFrameOf, signOutFrom } from './walk.ts'
import { type Words, wordsIn } from './words.ts'

const en = wordsIn('en')

/** What a page says of a connection that is not there, beside our own words. */
const noConnection = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch|ServiceWorker/

/** A flow of two pages out there: what happened, and its proof, which is asked of what was delivered alone. */
const makeFlow = ({ client }: Team) =>
  client.createFlow({
    idempotencyKey: randomUUID(),
    body: {
      name: 'Parcel',
      pages: [
        {
          title: 'Order',
          components: [{ id: 'address', kind: 'address', title: 'Address', required: true }],
        },
        {
          title: 'At the door',
          components: [
            {
              id: 'result',
              kind: 'select',
              title: 'Result',
              options: ['Handed over', 'Nobody there'],
              appearance: 'buttons',
              required: true,
            },
            {
              id: 'reason',
              kind: 'text',
              title: 'What did you do?',
              required: true,
              conditions: [{ component: 'result', options: ['Nobody there'], action: 'show' }],
            },
            { id: 'place', kind: 'coordinate', title: 'Where' },
            { id: 'link', kind: 'url', title: 'Tracking page' },
          ],
        },
        {
          title: 'Proof',
          components: [
            {
              id: 'photo',
              kind: 'photo',
              title: 'Parcel',
              required: true,
              max: 2,
              conditions: [{ component: 'result', options: ['Nobody there'], action: 'hide' }],
            },
            {
              id: 'signature',
              kind: 'signature',
              title: 'Recipient',
              required: true,
              conditions: [{ component: 'result', options: ['Nobody there'], action: 'hide' }],
            },
          ],
        },
      ],
    },
  })

interface Errand {
  team: Team
  person: Person
  taskId: string
  /** The page on which it is done. */
  path: string
  hubId: string
  /** One more task of the same kind for the same person. */
  addTask: (title: string) => Promise<string>
}

/** A task for a field user, and the field user; with a role of its own they also see the tasks of others. */
async function makeErrand(
  name: string,
  title: string,
  { language = 'en', seesAll = false }: { language?: Language; seesAll?: boolean } = {},
): Promise<Errand> {
  const team = await makeTeam(name, language)
  const { client, slug } = team
  if (seesAll) {
    const copyFromRoleId = await team.roleId('field_user')
    const role = await client.createRole({
      body: { name: 'Courier', copyFromRoleId },
      idempotencyKey: randomUUID(),
    })
    await client.updateRole({ params: { roleId: role.id }, body: { restrictions: [] } })
  }
  const person = await team.addPerson('Fajar', seesAll ? 'Courier' : 'field_user')
  const [{ items: hubs }, flow] = await Promise.all([client.listMyHubs(), makeFlow(team)])
  const hubId = hubs[0]?.id ?? ''
  const { items: users } = await client.listUsers({ query: { q: person.email } })
  const memberId = users[0]?.id ?? ''
  await client.updateUser({ params: { memberId }, body: { hubIds: [hubId] } })
  const addTask = async (title: string) => {
    const { id } = await client.createTask({
      idempotencyKey: randomUUID(),
      body: {
        flowId: flow.id,
        hubId,
        title,
        values: { address: 'Pier 1' },
        assigneeIds: [memberId],
      },
    })
    return id
  }
  const taskId = await addTask(title)
  return { team, person, taskId, path: paths.doTask(slug, taskId), hubId, addTask }
}

async function enter(page: Page, person: Person, team: Team, t: Words = en) {
  await signInAs(page, person, t)
  await inFrameOf(page, team, t)
}

/** The page of the task, with all that it needs to open again without a connection. */
async function open(page: Page, path: string, t: Words = en) {
  await page.goto(path)
  await page.getByText(t('doing.progress', { number: 1, count: 3 })).waitFor()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
}

const answer = (page: Page, option: string) => page.getByText(option, { exact: true }).click()
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** A picture that a camera might have taken, drawn by the browser itself. */
async function takePhoto(page: Page, button: string, colour = '#2a6f4e') {
  const base64 = await page.evaluate((fill) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 2600, height: 1300 })
    const context = canvas.getContext('2d')
    if (!context) throw new Error('This browser cannot draw')
    context.fillStyle = fill
    context.fillRect(0, 0, 2600, 1300)
    context.fillStyle = '#f2c14e'
    context.fillRect(300, 300, 900, 700)
    return canvas.toDataURL('image/jpeg').split(',')[1] ?? ''
  }, colour)
  const choosing = page.waitForEvent('filechooser')
  await press(page, button)
  const chooser = await choosing
  await chooser.setFiles({
    name: 'parcel.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.from(base64, 'base64'),
  })
}

/** What a page says that somebody left open, once another one is signed in in its browser (SW7). */
async function goOnAs(page: Page, { email }: Person) {
  await page.getByRole('heading', { name: en('shell.stale.somebody-else.title') }).waitFor()
  await press(page, en('shell.stale.somebody-else.go', { current: email }))
  await page
    .getByRole('button', { name: en('shell.profile-menu', { name: 'Wati Tester' }) })
    .waitFor()
}

async function sign(page: Page, label: string) {
  const paper = page.getByRole('img', { name: label })
  await paper.scrollIntoViewIfNeeded()
  const box = await paper.boundingBox()
  if (!box) throw new Error('There is no paper')
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.6)
  await page.mouse.down()
  for (let step = 0; step <= 20; step++)
    await page.mouse.move(
      box.x + box.width * (0.2 + step * 0.03),
      box.y + box.height * (0.6 + Math.sin(step) * 0.2),
    )
  await page.mouse.up()
}

/** From the first page to the review: handed over, with a photo and a signature. */
async function fillIn(page: Page, t: Words = en) {
  await answer(page, 'Handed over')
  await press(page, t('doing.next'))
  await page.getByRole('heading', { name: 'Proof' }).waitFor()
  await takePhoto(page, t('form-values.take-photo'))
  await page
    .getByRole('img', { name: t('form-values.photo-of', { title: 'Parcel', number: 1 }) })
    .waitFor()
  await sign(page, t('form-values.paper', { title: 'Recipient' }))
  await press(page, t('doing.to-review'))
  await page.getByRole('heading', { name: t('doing.review') }).waitFor()
}

/** What has no more to say than that nobody was there; the tab is without a connection from then on. */
async function finishWithoutConnection(page: Page, reason: string) {
  await answer(page, 'Nobody there')
  await page.getByLabel('What did you do?').fill(reason)
  await press(page, 'Review')
  await page.getByRole('heading', { name: 'Check before you finish' }).waitFor()
  await page.context().setOffline(true)
  await press(page, 'Finish')
  await page.getByRole('heading', { name: 'Waiting for a connection' }).waitFor()
}

journey(
  'TK1: a task is done on a phone, page by page, with a photo, a signature and the own position',
  async ({ newVisitor }) => {
    const { team, person, taskId, path } = await makeErrand(
      'Parcel Pier',
      'Boats to the lighthouse',
    )
    const page = await newVisitor({
      ...phone,
      permissions: ['geolocation'],
      geolocation: { latitude: -6.1234567, longitude: 106.9876543, accuracy: 12 },
    })
    await enter(page, person, team)
    await open(page, path)
    await page.getByText('About this task').click()
    await page.getByText('Pier 1').waitFor()
    await look(page, 'doing-first')

    // Nothing is passed over: the first thing that is wrong gets the focus.
    await press(page, 'Next')
    await page.getByText('Is required').first().waitFor()
    await answer(page, 'Nobody there')
    await page.getByLabel('What did you do?').waitFor()
    await answer(page, 'Handed over')
    await expect.poll(() => page.getByLabel('What did you do?').count()).toBe(0)
    await press(page, 'Use my position')
    await page.getByText('Accurate to 12 m').waitFor()
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Where' }).inputValue())
      .toBe('-6.123457, 106.987654')
    await press(page, 'Next')

    await page.getByRole('heading', { name: 'Proof' }).waitFor()
    await press(page, 'Review')
    await page.getByText('Is required').first().waitFor()
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent))
      .toContain('Take photo')
    await takePhoto(page, 'Take photo')
    await page.getByRole('img', { name: 'Parcel, photo 1' }).waitFor()
    await takePhoto(page, 'Choose photo', '#7a3b69')
    await page.getByRole('img', { name: 'Parcel, photo 2' }).waitFor()
    await takePhoto(page, 'Take photo 1 again', '#234e70')
    await press(page, 'Remove photo 2')
    await expect.poll(() => page.getByRole('img', { name: /Parcel, photo/ }).count()).toBe(1)
    await sign(page, 'Recipient: sign here')
    await look(page, 'doing-proof')
    await press(page, 'Review')

    await page.getByRole('heading', { name: 'Check before you finish' }).waitFor()
    await page.getByRole('img', { name: 'Recipient' }).waitFor()
    await look(page, 'doing-review')
    await press(page, 'Finish')
    await page.getByRole('heading', { name: 'Done' }).waitFor()
    await look(page, 'doing-done')

    const done = await team.client.getTask({ params: { taskId } })
    expect(done).toMatchObject({
      status: 'done',
      values: { result: 'Handed over', place: '-6.123457, 106.987654' },
    })
    // Shrunk before it was sent.
    const sizes = new Map(
      done.attachments.map(({ kind, width, height }) => [kind, [width, height]]),
    )
    expect(Object.fromEntries(sizes)).toEqual({ photo: [2048, 1024], signature: [900, 360] })
    expect(await keptOn(page)).toEqual({ works: 0, files: 0 })
  },
)

/** What this browser has kept of somebody in another organization, as a page of ours keeps it. */
const keepElsewhere = (page: Page, email: string) =>
  page.evaluate(
    ({ name, email }) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(name, 1)
        opening.onupgradeneeded = () => {
          for (const store of ['about', 'works', 'files']) opening.result.createObjectStore(store)
        }
        opening.onerror = () => reject(opening.error ?? new Error('It does not open'))
        opening.onsuccess = () => {
          const writing = opening.result.transaction('about', 'readwrite')
          writing.objectStore('about').put({ session: { email }, usedAt: Date.now() }, 'about')
          writing.oncomplete = () => {
            opening.result.close()
            resolve()
          }
        }
      }),
    { name: `foyer.shelf.${randomUUID()}.${randomUUID()}`, email },
  )

/** How much this browser keeps of whoever is in. */
const keptOn = (page: Page) =>
  page.evaluate(async () => {
    const kept = { works: 0, files: 0 }
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name)
        opening.onsuccess = () => resolve(opening.result)
        opening.onerror = () => reject(opening.error ?? new Error('It does not open'))
      })
      for (const store of ['works', 'files'] as const)
        kept[store] += await new Promise<number>((resolve) => {
          const counting = database.transaction(store).objectStore(store).count()
          counting.onsuccess = () => resolve(counting.result)
        })
      database.close()
    }
    return kept
  })

for (const language of ['en', 'id'] as const)
  journey(
    `TK1: without a connection a task survives a reload and a closed tab, and is sent once there is one (${language})`,
    async ({ newVisitor, trouble }) => {
      trouble.allow(noConnection)
      const t = wordsIn(language)
      const { team, person, taskId, path, addTask } = await makeErrand(
        `Tunnel ${language}`,
        'Parcels under ground',
        { language },
      )
      const page = await newVisitor({
        ...phone,
        ...(language === 'id' && { locale: 'id-ID' }),
      })
      // What is due soon is there without having been opened, with its form.
      await addTask('Lanterns to the tunnel')
      await enter(page, person, team, t)
      await page.getByRole('link', { name: 'Lanterns to the tunnel' }).waitFor()
      await expect.poll(() => keptOn(page)).toEqual({ works: 2, files: 0 })
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
      await page.context().setOffline(true)
      await page.reload()
      await page.getByText(t('tasks.kept.offline')).waitFor()
      await look(page, `doing-kept-${language}`)
      await page.getByRole('link', { name: 'Lanterns to the tunnel' }).click()
      await page.getByText(t('doing.progress', { number: 1, count: 3 })).waitFor()
      await page.goto(path)
      await answer(page, 'Handed over')
      await page.reload()
      await page.getByRole('radio', { name: 'Handed over' }).waitFor()
      await expect
        .poll(() => page.getByRole('radio', { name: 'Handed over' }).isChecked())
        .toBe(true)
      await fillIn(page, t)
      await page.close()

      const next = await page.context().newPage()
      await next.goto(path)
      await next.getByRole('heading', { name: t('doing.review') }).waitFor()
      await next.getByRole('img', { name: 'Parcel', exact: true }).waitFor()
      await press(next, t('doing.finish'))
      await next.getByRole('heading', { name: t('doing.waiting.title') }).waitFor()
      await next.getByRole('button', { name: t('doing.badge', { count: 1 }) }).waitFor()
      await look(next, `doing-waiting-${language}`)
      await next.reload()
      await next.getByRole('heading', { name: t('doing.waiting.title') }).waitFor()
      // What the service worker keeps is the same for everybody: never an answer of the API, nor a page of somebody.
      const paths = await next.evaluate(async () => {
        const caching = (await caches.keys()).map(async (name) => (await caches.open(name)).keys())
        return (await Promise.all(caching)).flat().map(({ url }) => new URL(url).pathname)
      })
      const beside = paths.filter((path) => !path.startsWith('/assets/')).toSorted()
      expect(beside).toEqual(['/', '/favicon.svg', '/theme.js'])
      expect((await team.client.getTask({ params: { taskId } })).status).toBe('ongoing')

      await next.context().setOffline(false)
      await next.getByRole('heading', { name: t('doing.sent.title') }).waitFor()
      const done = await team.client.getTask({ params: { taskId } })
      expect([done.status, done.attachments.length]).toEqual(['done', 2])
      await expect.poll(() => keptOn(next)).toEqual({ works: 1, files: 0 })
    },
  )

journey(
  'TK1: what changed meanwhile is told before anything is sent, and mine goes with the version that I saw',
  async ({ newVisitor, trouble }) => {
    trouble.allow(noConnection)
    const { team, person, taskId, path } = await makeErrand('Changing Tides', 'Nets to the quay')
    const page = await newVisitor(phone)
    await enter(page, person, team)
    await open(page, path)
    await page.context().setOffline(true)
    await fillIn(page)
    await press(page, 'Finish')
    await page.getByRole('heading', { name: 'Waiting for a connection' }).waitFor()

    const { version } = await team.client.getTask({ params: { taskId } })
    await team.client.updateTask({
      params: { taskId },
      body: { title: 'Nets to the boathouse', values: { address: 'Pier 7' }, version },
    })
    await page.context().setOffline(false)
    await page.getByRole('heading', { name: 'The task changed meanwhile' }).waitFor()
    await page.getByText('Pier 7').waitFor()
    await page.getByRole('alert').getByText('Nets to the boathouse').waitFor()
    await look(page, 'doing-conflict')
    expect((await team.client.getTask({ params: { taskId } })).status).toBe('ongoing')

    await press(page, 'Send mine anyway')
    await page.getByRole('heading', { name: 'Done' }).waitFor()
    expect(await team.client.getTask({ params: { taskId } })).toMatchObject({
      status: 'done',
      title: 'Nets to the boathouse',
      values: { address: 'Pier 7', result: 'Handed over' },
    })
  },
)

journey(
  'TK1: done by somebody else, no longer mine, deleted: each is said in words, and mine is kept until I decide',
  async ({ newVisitor, trouble }) => {
    trouble.allow(noConnection)
    const { team, person, taskId, path, addTask } = await makeErrand(
      'Three Ways',
      'Ropes to the mast',
      { seesAll: true },
    )
    const page = await newVisitor(phone)
    await enter(page, person, team)
    await open(page, path)
    await finishWithoutConnection(page, 'Left a note')

    await team.client.assignTasks({ body: { taskIds: [TaskId.parse(taskId)], assigneeIds: [] } })
    await page.context().setOffline(false)
    await page.getByRole('heading', { name: 'No longer yours' }).waitFor()
    await look(page, 'doing-not-mine')

    await team.client.finishTask({
      params: { taskId },
      body: { values: { result: 'Nobody there', reason: 'Came back later' } },
      idempotencyKey: randomUUID(),
    })
    await press(page, 'Try again')
    await page.getByRole('heading', { name: 'Somebody else was faster' }).waitFor()
    await page.getByText('Done by Olivia Owner').waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Somebody else was faster' }).waitFor()
    await press(page, 'Discard mine')
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: 'Discard mine', exact: true })
      .click()
    await expect.poll(() => keptOn(page)).toEqual({ works: 0, files: 0 })
    expect((await team.client.getTask({ params: { taskId } })).values.reason).toBe(
      'Came back later',
    )

    const other = await addTask('Sails to the loft')
    await open(page, paths.doTask(team.slug, other))
    await finishWithoutConnection(page, 'Nobody home')
    await team.client.removeTasks({ body: { taskIds: [TaskId.parse(other)] } })
    await page.context().setOffline(false)
    await page.getByRole('heading', { name: 'The task is gone' }).waitFor()
    await page.getByRole('button', { name: en('doing.badge', { count: 1 }) }).click()
    await page.getByText('Needs your decision').waitFor()
    await takeScreenshot(page, 'doing-badge')
  },
)

journey(
  'SW7: nothing of one person is shown or sent by another who signs in on the same device',
  async ({ newVisitor, trouble }) => {
    trouble.allow(noConnection)
    const { team, person, taskId, path, hubId } = await makeErrand(
      'Shared Tablet',
      'Lamps to the buoy',
    )
    const other = await team.addPerson('Wati', 'planner')
    const { items } = await team.client.listUsers({ query: { q: other.email } })
    await team.client.updateUser({
      params: { memberId: items[0]?.id ?? '' },
      body: { hubIds: [HubId.parse(hubId)] },
    })
    const page = await newVisitor(phone)
    await enter(page, person, team)
    await open(page, path)
    await finishWithoutConnection(page, 'Nobody may read this')

    // The session goes without a sign-out: it ran out, or somebody ended it elsewhere.
    await page.context().clearCookies()
    await page.context().setOffline(false)
    await typeCredentials(page, other)
    await page.getByText('About this task').waitFor()
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1500)))
    await expect.poll(() => page.getByText('Nobody may read this').count()).toBe(0)
    await expect.poll(() => page.getByRole('button', { name: /waits? to be sent/ }).count()).toBe(0)
    expect((await team.client.getTask({ params: { taskId } })).status).toBe('ongoing')
    await page.context().setOffline(true)
    await page.reload()
    await page.getByText('About this task').waitFor()
    await expect.poll(() => page.getByText('Nobody may read this').count()).toBe(0)
    await page.context().setOffline(false)

    // Theirs is gone with them, that of the one before waits for its owner.
    await signOutFrom(page)
    await enter(page, person, team)
    await isDone(team, taskId)
  },
)

journey(
  'LG9: signing out asks before what was not sent is lost, and leaves nothing on the device',
  async ({ newVisitor, trouble }) => {
    trouble.allow(noConnection)
    const { team, person, path } = await makeErrand('Last Boat', 'Charts to the captain')
    const page = await newVisitor(phone)
    await enter(page, person, team)
    await open(page, path)
    await answer(page, 'Nobody there')

    // Two tabs: one fills in, the other reads, until it is taken over or alone.
    const tab = await page.context().newPage()
    await tab.goto(path)
    await tab.getByText(en('doing.elsewhere.text')).waitFor()
    await tab.getByText('Nobody there').waitFor()
    await page.getByLabel('What did you do?').fill('Rang twice')
    await tab.getByText('Rang twice').waitFor()
    await look(tab, 'doing-elsewhere')
    await press(tab, 'Go on here')
    await tab.getByLabel('What did you do?').fill('Rang the neighbours')
    await page.getByText(en('doing.elsewhere.text')).waitFor()
    await page.getByText('Rang the neighbours').waitFor()
    await tab.close()
    await expect
      .poll(() => page.getByLabel('What did you do?').inputValue())
      .toBe('Rang the neighbours')
    await page.getByRole('button', { name: en('shell.profile-menu', { name: '' }) }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    const dialog = page.getByRole('alertdialog', {
      name: 'Sign out and delete what is not sent?',
    })
    await dialog.waitFor()
    await look(page, 'doing-sign-out')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => dialog.count()).toBe(0)
    expect(await keptOn(page)).toEqual({ works: 1, files: 0 })

    // Where they may not enter any more, no list of theirs names it.
    await keepElsewhere(page, person.email)
    await page.getByRole('button', { name: en('shell.profile-menu', { name: '' }) }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await dialog.getByRole('button', { name: 'Sign out and delete' }).click()
    await page.getByRole('heading', { name: en('sign-in.title') }).waitFor()
    await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0)
    await page.context().setOffline(true)
    await page.goto(path)
    await page.getByRole('alert').waitFor()
    await expect.poll(() => page.getByText('Charts to the captain').count()).toBe(0)
  },
)

journey(
  'SW7: what waits in one organization is neither shown nor sent in another, and goes once one is back',
  async ({ newVisitor, trouble }) => {
    trouble.allow(noConnection)
    const { team, person, taskId, path } = await makeErrand('North Quay', 'Crates to the north')
    const south = await makeTeam('South Quay')
    await belongTo(south, person, { entered: true })
    const page = await newVisitor(phone)
    await signInAs(page, person)
    await page.getByRole('listitem').filter({ hasText: 'North Quay' }).getByRole('button').click()
    await inFrameOf(page, team)
    await open(page, path)
    await finishWithoutConnection(page, 'North only')
    // Closing, a page may be told that there is a connection again before it is gone: it sends as nobody.
    const context = page.context()
    const cookies = await context.cookies()
    await context.clearCookies()
    await page.close()
    await context.addCookies(cookies)

    // By a page that is in no organization: the switch is done before the outbox wakes up.
    const tab = await context.newPage()
    await context.setOffline(false)
    await tab.goto(paths.choose())
    await tab.getByRole('listitem').filter({ hasText: 'South Quay' }).getByRole('button').click()
    await inFrameOf(tab, south)
    await tab.goto(paths.tasks(south.slug))
    await inFrameOf(tab, south)
    await expect.poll(() => tab.getByRole('button', { name: /waits? to be sent/ }).count()).toBe(0)
    expect((await team.client.getTask({ params: { taskId } })).status).toBe('ongoing')

    await switchFrom(tab)
    await inFrameOf(tab, team)
    await isDone(team, taskId)
  },
)

journey(
  'SW7: a page that was left open without a connection sends nothing as whoever signed in meanwhile',
  async ({ newVisitor, trouble }) => {
    trouble.allow(noConnection)
    const { team, person, taskId, path } = await makeErrand('Left Open', 'Flares to the raft')
    const other = await team.addPerson('Wati', 'admin')
    const page = await newVisitor(phone)
    await enter(page, person, team)
    await open(page, path)
    await finishWithoutConnection(page, 'Mine alone')

    // Somebody who could finish it, in the same browser, unheard by this page.
    const elsewhere = await newVisitor(phone)
    await enter(elsewhere, other, team)
    await page.context().addCookies(await elsewhere.context().cookies())
    await page.context().setOffline(false)
    await goOnAs(page, other)
    await expect.poll(() => page.getByText('Mine alone').count()).toBe(0)
    await expect.poll(() => page.getByRole('button', { name: /waits? to be sent/ }).count()).toBe(0)
    expect((await team.client.getTask({ params: { taskId } })).status).toBe('ongoing')
  },
)

journey(
  'SW7: whoever signs in while photos are on their way finishes nothing for the one before',
  async ({ newVisitor, trouble }) => {
    trouble.allow(noConnection)
    const { team, person, taskId, path } = await makeErrand('Long Photos', 'Ropes to the pier')
    const other = await team.addPerson('Wati', 'admin')
    const elsewhere = await newVisitor(phone)
    await enter(elsewhere, other, team)
    const page = await newVisitor(phone)
    await enter(page, person, team)
    await open(page, path)
    // Wati may finish it: once photo and signature are there, nothing but whom the page names keeps it from being done.
    let sent = 0
    await page.route('**/api/v1/attachments?*', async (route) => {
      const answer = await route.fetch()
      if (++sent === 2) await page.context().addCookies(await elsewhere.context().cookies())
      return route.fulfill({ response: answer })
    })
    await fillIn(page)
    await press(page, 'Finish')
    await goOnAs(page, other)
    expect((await team.client.getTask({ params: { taskId } })).status).toBe('ongoing')
  },
)

journey(
  'TK1: an answer that was lost on the way makes nothing happen twice',
  async ({ newVisitor, trouble }) => {
    trouble.allow(noConnection)
    const { team, person, taskId, path } = await makeErrand('Lost Letter', 'Cans to the galley')
    const page = await newVisitor(phone)
    await enter(page, person, team)
    await open(page, path)
    let lost = 0
    await page.route('**/api/v1/**', async (route) => {
      const isSent = /\/(attachments|done)(\?|$)/.test(route.request().url())
      if (!isSent || lost === 3) return route.continue()
      // The server has it, and nobody hears of it.
      await route.fetch()
      lost++
      return route.abort()
    })
    await fillIn(page)
    await press(page, 'Finish')
    const now = page.getByRole('button', { name: 'Send now' })
    await expect
      .poll(
        async () => {
          if ((await now.count()) > 0) await now.click({ timeout: 1000 }).catch(() => undefined)
          return page.getByRole('heading', { name: 'Done' }).count()
        },
        { timeout: 60_000 },
      )
      .toBe(1)
    expect(lost).toBe(3)
    const [task, { items }] = await Promise.all([
      team.client.getTask({ params: { taskId } }),
      team.client.listTaskEntries({ params: { taskId }, query: {} }),
    ])
    expect([task.status, task.attachments.length]).toEqual(['done', 2])
    expect(items.filter(({ event }) => event.kind === 'done')).toHaveLength(1)
  },
)

journey(
  'TK1: what the server does not take comes back to its field',
  async ({ newVisitor, trouble }) => {
    trouble.allow(noConnection)
    const { team, person, taskId, path } = await makeErrand('Second Look', 'Maps to the bridge')
    const page = await newVisitor(phone)
    await enter(page, person, team)
    await open(page, path)
    await page.getByLabel('Tracking page').fill('https://me:secret@example.com/')
    await finishWithoutConnection(page, 'Left it')
    await page.context().setOffline(false)
    await page.getByRole('heading', { name: 'Something has to be corrected' }).waitFor()
    await look(page, 'doing-refused')
    await press(page, 'Change mine first')
    const field = page.getByLabel('Tracking page')
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
    await field.fill('https://example.com/')
    await press(page, 'Review')
    await press(page, 'Finish')
    await page.getByRole('heading', { name: 'Done' }).waitFor()
    const { values } = await team.client.getTask({ params: { taskId } })
    expect(values.link).toBe('https://example.com/')
  },
)

journey(
  'OP1: with a connection a page of a task comes from the server, whatever shell this browser has kept',
  async ({ newVisitor, trouble }) => {
    trouble.allow(noConnection)
    const { team, person, path } = await makeErrand('New Paint', 'Paint to the hull')
    const page = await newVisitor(phone)
    await enter(page, person, team)
    await open(page, path)
    await page.evaluate(async () => {
      for (const name of await caches.keys()) {
        const old = new Response('<title>Old shell</title>', {
          headers: { 'content-type': 'text/html' },
        })
        await (await caches.open(name)).put('/', old)
      }
    })
    await page.reload()
    await page.getByText('About this task').waitFor()
    await page.context().setOffline(true)
    await page.reload()
    expect(await page.title()).toBe('Old shell')
  },
)

/** To the only other organization. */
async function switchFrom(page: Page) {
  await page.getByRole('button', { name: en('shell.profile-menu', { name: '' }) }).click()
  await page.getByRole('menuitem', { name: 'Switch Organization' }).click()
  await enterBy(page, 'Switch')
}

const isDone = ({ client }: Team, taskId: string) =>
  expect
    .poll(async () => (await client.getTask({ params: { taskId } })).status, { timeout: 30_000 })
    .toBe('done')

journey(
  'FL1: a signature can be typed by whoever does not draw, and is marked as typed',
  async ({ page }) => {
    const { team, person, taskId, path } = await makeErrand('Key Board', 'Letters to the keeper')
    await enter(page, person, team)
    await open(page, path)
    await page.getByRole('radio', { name: 'Handed over' }).focus()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Next' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Proof' }).waitFor()
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose photo' }).focus()
    await page.keyboard.press('Enter')
    const chooser = await choosing
    await chooser.setFiles({ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('x') })
    await page.getByText('note.txt cannot be read as a picture here').waitFor()
    await takePhoto(page, 'Choose photo')
    await page.getByRole('img', { name: 'Parcel, photo 1' }).waitFor()
    await page.getByRole('button', { name: 'Type the name instead' }).focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('Name of the person who signs').fill('Keeper of the Light')
    await expect
      .poll(() => page.getByRole('button', { name: 'Clear' }).getAttribute('aria-disabled'))
      .toBeNull()
    await page.getByRole('button', { name: 'Review' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Check before you finish' }).waitFor()
    await look(page, 'doing-typed')
    await page.getByRole('button', { name: 'Finish' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Done' }).waitFor()
    const done = await team.client.getTask({ params: { taskId } })
    expect(done.attachments.map(({ kind }) => kind).toSorted()).toEqual(['photo', 'signature'])
  },
)
