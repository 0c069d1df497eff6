import { expect } from 'vitest'
import { paths } from '#web/paths.ts'
import { expectAccessible, journey, phone, takeScreenshot } from './browser.ts'
import { findPasswordToken, makeTeam, signInAs } from './team.ts'
import { belongTo, enterBy, inFrameOf } from './walk.ts'

journey(
  'LG2, LG3: the first sign-in shows the picker; a row says what its door asks; one press is in',
  async ({ page }) => {
    const [acme, globex] = [await makeTeam('Acme Kayaks'), await makeTeam('Globex Rafts')]
    await belongTo(globex, acme.owner)

    await signInAs(page, acme.owner)
    await page.getByRole('heading', { name: 'Where to?' }).waitFor()
    await page.getByText(acme.owner.email).waitFor()
    const rows = page.getByRole('list', { name: 'Your organizations' }).getByRole('listitem')
    // Last used first; the one that was never entered says who added.
    await expect.poll(() => rows.count()).toBe(2)
    await rows.nth(0).getByText('Acme Kayaks').waitFor()
    await rows.nth(1).getByText('added by Olivia Owner').waitFor()
    await rows.nth(0).getByText('straight in').waitFor()
    await expectAccessible(page)
    await takeScreenshot(page, 'picker')

    await enterBy(page, 'Sign In: Acme Kayaks')
    await inFrameOf(page, acme)
    expect(new URL(page.url()).pathname).toBe(paths.tasks(acme.slug))
  },
)

journey(
  'LG1: a wrong password and an unknown e-mail are refused in the same words, and the form stays',
  async ({ page }) => {
    const { owner } = await makeTeam('Quiet Doors')
    const refusal = page.getByRole('alert')
    await signInAs(page, { ...owner, password: 'not the right one at all' })
    await refusal.waitFor()
    const forWrong = await refusal.textContent()
    await expectAccessible(page)
    await signInAs(page, { email: 'nobody-here@example.com', password: 'not the right one at all' })
    await refusal.waitFor()
    await expect.poll(() => refusal.textContent()).toBe(forWrong)
    await expect.poll(() => page.getByLabel('E-mail').inputValue()).toBe('nobody-here@example.com')
  },
)

journey('LG8: after five failures the page counts down instead of trying on', async ({ page }) => {
  const { owner } = await makeTeam('Patient Doors')
  await page.goto(paths.signIn())
  await page.getByLabel('E-mail').fill(owner.email)
  for (let failure = 0; failure < 5; failure += 1) {
    const answered = page.waitForResponse('**/api/v1/sign-in')
    await page.getByLabel('Password', { exact: true }).fill(`wrong guess number ${failure}`)
    await page.keyboard.press('Enter')
    await answered
  }
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Try again in 29:5\d$/ }).waitFor()
})

journey(
  'LG7: a link opened while signed out leads through sign-in and door to that page',
  async ({ page }) => {
    const [acme, globex] = [await makeTeam('Deep Acme'), await makeTeam('Deep Globex')]
    await belongTo(globex, acme.owner, { entered: true })
    await page.goto(`${paths.users(globex.slug)}?q=olivia`)
    await page.waitForURL('**/sign-in?to=*')
    await page.getByLabel('E-mail').fill(acme.owner.email)
    await page.getByLabel('Password', { exact: true }).fill(acme.owner.password)
    await page.keyboard.press('Enter')
    await inFrameOf(page, globex)
    const url = new URL(page.url())
    expect(url.pathname + url.search).toBe(`${paths.users(globex.slug)}?q=olivia`)
  },
)

journey(
  'LG2: the one organization that was never entered shows who added, with Enter and Decline',
  async ({ page }) => {
    const [home, team] = [await makeTeam('First Home'), await makeTeam('Second Home')]
    const person = await home.addPerson('Wayan')
    // Their first organization is suspended for them: what is left was never entered.
    const { items } = await home.client.listUsers({ query: { q: person.email } })
    await home.client.suspendUser({ params: { memberId: items[0]?.id ?? '' } })
    await belongTo(team, person)

    await signInAs(page, person)
    await page.getByRole('heading', { name: 'Olivia Owner added you to Second Home' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Decline' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Decline' }).click()
    // LG6: that was the last one.
    await page.getByRole('heading', { name: 'You are in no organization' }).waitFor()
    await expectAccessible(page)
  },
)

journey(
  'US5: invitations wait in the picker; accepting one adds its row, declining one takes it away',
  async ({ page }) => {
    const home = await makeTeam('Inviting Home')
    const [wanted, unwanted] = [await makeTeam('Wanted Works'), await makeTeam('Unwanted Works')]
    for (const team of [wanted, unwanted]) await belongTo(team, home.owner, { invited: true })

    await belongTo(await makeTeam('Inviting Neighbour'), home.owner, { entered: true })
    await signInAs(page, home.owner)
    await page.getByRole('heading', { name: 'Invitations' }).waitFor()
    await page.getByRole('button', { name: 'Decline: Unwanted Works' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Decline' }).click()
    await page
      .getByRole('button', { name: 'Decline: Unwanted Works' })
      .waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Accept: Wanted Works' }).click()
    await enterBy(page, 'Enter Wanted Works')
    await page.getByRole('heading', { name: 'Welcome to Wanted Works' }).waitFor()
    await expectAccessible(page)
  },
)

journey('keyboard only: sign in, walk down the list by arrow keys, enter', async ({ page }) => {
  const [acme, globex] = [await makeTeam('Keys Acme'), await makeTeam('Keys Globex')]
  await belongTo(globex, acme.owner, { entered: true })
  await page.goto(paths.signIn())
  const email = page.getByLabel('E-mail')
  await expect.poll(() => email.evaluate((field) => field.matches(':focus'))).toBe(true)
  await page.keyboard.type(acme.owner.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(acme.owner.password)
  await page.keyboard.press('Enter')
  const first = page.getByRole('list', { name: 'Your organizations' }).getByRole('button').first()
  await first.waitFor()
  await expect.poll(() => first.evaluate((button) => button.matches(':focus'))).toBe(true)
  const target = (await first.getAttribute('aria-label')) === 'Sign In: Keys Acme' ? globex : acme
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await inFrameOf(page, target)
})

journey('on a phone the sign-in page and the picker fit the screen', async ({ newVisitor }) => {
  const [acme, globex] = [await makeTeam('Pocket Acme'), await makeTeam('Pocket Globex')]
  await belongTo(globex, acme.owner, { invited: true })
  const page = await newVisitor(phone)
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
  await page.goto(paths.signIn())
  await page.getByRole('heading', { name: 'Sign in to Foyer' }).waitFor()
  await expect.poll(() => fits()).toBe(true)
  await belongTo(await makeTeam('Pocket Initech'), acme.owner, { entered: true })
  await signInAs(page, acme.owner)
  await page.getByRole('heading', { name: 'Where to?' }).waitFor()
  await expect.poll(() => fits()).toBe(true)
  await expectAccessible(page)
  await enterBy(page, 'Sign In: Pocket Acme')
  await inFrameOf(page, acme)
})

journey(
  'PW1: a mailed link sets a password that is strong enough, once, and signs in with it',
  async ({ page }) => {
    const team = await makeTeam('Fresh Starts')
    const email = `nia-${team.slug}@example.com`
    await belongTo(team, { email, password: '' })
    const link = paths.setPassword(await findPasswordToken(email))
    await page.goto(link)
    await page.getByText(email).waitFor()
    await expectAccessible(page)
    const field = page.getByLabel('New password', { exact: true })
    await field.fill('password1234')
    await page.keyboard.press('Enter')
    await page.getByText('known from a breach elsewhere').waitFor()
    await field.fill('eleven green umbrellas waltz')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Sign in to Foyer' }).waitFor()
    await expect.poll(() => page.getByLabel('E-mail').inputValue()).toBe(email)
    await page.goto('about:blank')
    await page.goto(link)
    await page.getByRole('heading', { name: 'This link is not valid any more' }).waitFor()
    await expectAccessible(page)
  },
)
