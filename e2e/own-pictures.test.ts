import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { expect } from 'vitest'
import { paths } from '#web/paths.ts'
import { expectAccessible, journey, phone, takeScreenshot } from './browser.ts'
import { makeTeam, signInAs } from './team.ts'

/** A wide picture, red on the left and blue on the right. */
async function widePicture() {
  const half = (background: string) =>
    sharp({ create: { width: 600, height: 600, channels: 3, background } })
      .png()
      .toBuffer()
  const buffer = await sharp({
    create: { width: 1200, height: 600, channels: 3, background: 'white' },
  })
    .composite([
      { input: await half('#cc2222'), left: 0, top: 0 },
      { input: await half('#2222cc'), left: 600, top: 0 },
    ])
    .jpeg()
    .toBuffer()
  return { name: 'wide.jpg', mimeType: 'image/jpeg', buffer }
}

const choose = async (page: Page, group: string, button: string) => {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('group', { name: group }).getByRole('button', { name: button }).click(),
  ])
  return chooser
}

/** The colour in the middle of what is shown, as red, green and blue. */
const colourOf = (page: Page, selector: string, x = 0.5): Promise<number[]> =>
  page
    .locator(selector)
    .first()
    .evaluate(async (image: HTMLImageElement, at: number) => {
      await image.decode()
      const canvas = document.createElement('canvas')
      const { naturalWidth, naturalHeight } = image
      Object.assign(canvas, { width: naturalWidth, height: naturalHeight })
      const context = canvas.getContext('2d')
      context?.drawImage(image, 0, 0)
      const data = context?.getImageData(naturalWidth * at, naturalHeight / 2, 1, 1).data
      return [...(data ?? [])]
    }, x)
const isRed = ([red = 0, , blue = 0]: number[]) => red > 150 && blue < 90
const isBlue = ([red = 0, , blue = 0]: number[]) => blue > 150 && red < 90

journey(
  'OR1: a logo is cut with the keys, shown everywhere, and taken away',
  async ({ page, newVisitor }) => {
    const team = await makeTeam('Lantern Works')
    await signInAs(page, team.owner)
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    await page.goto(paths.settings(team.slug))
    await (await choose(page, 'Logo', 'Upload…')).setFiles(await widePicture())
    const editor = page.getByRole('dialog', { name: 'Logo' })
    const view = editor.getByRole('application')
    await view.focus()
    await expectAccessible(page)
    await takeScreenshot(page, 'pictures/logo-editor')
    // To the right until it goes no further: what is seen is blue alone.
    for (let n = 0; n < 40; n++) await page.keyboard.press('ArrowRight')
    await editor.getByRole('button', { name: 'Use picture' }).click()
    await editor.waitFor({ state: 'detached' })
    await page
      .getByRole('group', { name: 'Logo' })
      .getByRole('button', { name: 'Replace…' })
      .waitFor()
    const logo = 'img[src^="/logos/"]'
    expect(isBlue(await colourOf(page, logo, 0.1))).toBe(true)
    await page.getByRole('banner').locator(logo).waitFor()

    // All of it fits as well, with nothing above and below.
    await (await choose(page, 'Logo', 'Replace…')).setFiles(await widePicture())
    await editor.getByRole('slider', { name: 'Zoom' }).press('Home')
    await editor.getByRole('button', { name: 'Use picture' }).click()
    await editor.waitFor({ state: 'detached' })
    await expect
      .poll(async () => {
        const [left, right] = [await colourOf(page, logo, 0.1), await colourOf(page, logo, 0.9)]
        return isRed(left) && isBlue(right)
      })
      .toBe(true)

    const colleague = await newVisitor()
    await signInAs(colleague, await team.addPerson('Lia'))
    await colleague.getByRole('banner').locator(logo).waitFor()

    await page.getByRole('group', { name: 'Logo' }).getByRole('button', { name: 'Remove' }).click()
    await page
      .getByRole('group', { name: 'Logo' })
      .getByRole('button', { name: 'Upload…' })
      .waitFor()
    await expect.poll(() => page.locator(logo).count()).toBe(0)
  },
)

journey(
  'PR1: a photo is given on a phone, dragged, and seen by colleagues',
  async ({ newVisitor, page: desk }) => {
    const team = await makeTeam('Kelp Farm')
    const person = await team.addPerson('Nina')
    const page = await newVisitor(phone)
    await signInAs(page, person)
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    await page.goto(paths.profile(team.slug))
    await (await choose(page, 'Photo', 'Upload…')).setFiles(await widePicture())
    const editor = page.getByRole('dialog', { name: 'Photo' })
    const box = await editor.getByRole('application').boundingBox()
    if (!box) throw new Error('the picture is not on screen')
    await expectAccessible(page)
    await takeScreenshot(page, 'pictures/photo-editor-phone')
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(360)
    const middle = box.y + box.height / 2
    await page.mouse.move(box.x + 20, middle)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width - 10, middle, { steps: 5 })
    await page.mouse.up()
    await editor.getByRole('button', { name: 'Use picture' }).click()
    await editor.waitFor({ state: 'detached' })
    const photo = 'img[src^="/api/v1/photos/"]'
    await page.locator(photo).first().waitFor()
    expect(isRed(await colourOf(page, photo))).toBe(true)

    await signInAs(desk, team.owner)
    await desk.getByRole('navigation', { name: 'Main' }).waitFor()
    await desk.goto(paths.users(team.slug))
    await desk.getByRole('row', { name: /Nina/ }).locator(photo).waitFor()
    await takeScreenshot(desk, 'pictures/users-with-photo')
  },
)

journey('OR1: what is no picture is refused in words, and nothing is sent', async ({ page }) => {
  const team = await makeTeam('Paper Mill')
  await signInAs(page, team.owner)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await page.goto(paths.settings(team.slug))
  const chooser = await choose(page, 'Logo', 'Upload…')
  await chooser.setFiles({
    name: 'logo.svg',
    mimeType: 'image/svg+xml',
    buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  })
  await page.getByText('“logo.svg” is no PNG, JPEG or WebP picture.').waitFor()
  const again = await choose(page, 'Logo', 'Upload…')
  await again.setFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('nothing') })
  const editor = page.getByRole('dialog', { name: 'Logo' })
  await editor.getByRole('alert').getByText('cannot be read').waitFor()
  await page.keyboard.press('Escape')
  await editor.waitFor({ state: 'detached' })
})
