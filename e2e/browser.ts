import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AxeResults, ElementContext, RunOptions } from 'axe-core'
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Page,
  type Request,
} from 'playwright-core'
import { expect, inject, test } from 'vitest'

const artifacts = join(import.meta.dirname, '../.artifacts')
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

/** A phone as narrow as they are sold, with touch. */
export const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
  deviceScaleFactor: 2,
}

/** What a page did that no page may do; a journey that provokes some of it says which. */
export type Trouble = { allow: (pattern: RegExp) => void }

type Journey = {
  /** A page of a browser that has never been here. */
  page: Page
  /** Another such page, of another person or device. */
  newVisitor: (options?: BrowserContextOptions) => Promise<Page>
  trouble: Trouble
}

/**
 * A test in the browser on the built server. It fails, whatever it asserts, when one of its pages
 * logs an error, throws, breaks its content security policy, or fails to load something.
 */
export const journey = test.extend<Journey & { watched: Watched }>({
  watched: async ({ task }, use) => {
    const watched: Watched = { pages: [], seen: [], allowed: [] }
    await use(watched)
    if (task.result?.errors?.length) await Promise.all(watched.pages.map(takeLastLook(task.name)))
    await Promise.all(watched.pages.map((page) => page.context().close()))
    const unexpected = watched.seen.filter((line) => !watched.allowed.some((ok) => ok.test(line)))
    expect(unexpected, 'what the pages complained about').toEqual([])
  },
  newVisitor: async ({ watched }, use) => {
    await use((options) => openPage(watched, options))
  },
  page: async ({ newVisitor }, use) => {
    await use(await newVisitor())
  },
  trouble: async ({ watched }, use) => {
    await use({ allow: (pattern) => watched.allowed.push(pattern) })
  },
})

type Watched = { pages: Page[]; seen: string[]; allowed: RegExp[] }

let browser: Promise<Browser> | undefined

async function openPage(watched: Watched, options: BrowserContextOptions = {}): Promise<Page> {
  browser ??= chromium.connect(inject('browserEndpoint'))
  const context = await (await browser).newContext({
    baseURL: inject('origin'),
    locale: 'en-US',
    timezoneId: 'Asia/Jakarta',
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(40_000)
  context.on('page', (page) => {
    watch(page, watched)
    typeAsAHandDoes(page)
    arriveInTheEnd(page)
  })
  return context.newPage()
}

/** Two answers that send a page away do so twice: the second way to the same place ends the first, on which one waits no longer. */
function arriveInTheEnd(page: Page): void {
  const waitForURL = page.waitForURL.bind(page)
  page.waitForURL = (...there) =>
    waitForURL(...there).catch((error: unknown) => {
      if (!String(error).includes('ERR_ABORTED')) throw error
      return page.waitForURL(...there)
    })
}

/** Whether letters go somewhere: what opens over a page takes the focus a moment after it is there. */
const takesText = () =>
  document.activeElement?.matches(
    'input, textarea, [contenteditable], [role^=menu], [role=option], [role=listbox], [role=row]',
  )

/**
 * Keys come faster from here than from a hand: each waits until the page has heard from the server, for a while, and has drawn
 * what the last one did.
 */
function typeAsAHandDoes(page: Page): void {
  const asked = new Set<Request>()
  page.on('request', (request) => {
    const streams = request.headers().accept === 'text/event-stream'
    if (new URL(request.url()).pathname.startsWith('/api/') && !streams) asked.add(request)
  })
  page.on('requestfinished', (request) => asked.delete(request))
  page.on('requestfailed', (request) => asked.delete(request))
  const settled = async () => {
    for (const until = performance.now() + 3_000; asked.size > 0 && performance.now() < until; )
      await sleep(10)
    await page
      .evaluate(
        () =>
          new Promise<void>((done) => {
            requestAnimationFrame(() => requestIdleCallback(() => done(), { timeout: 1_000 }))
          }),
      )
      // It has gone to another page meanwhile.
      .catch(() => undefined)
  }
  const { keyboard } = page
  const [press, type] = [keyboard.press.bind(keyboard), keyboard.type.bind(keyboard)]
  keyboard.press = (...key) => settled().then(() => press(...key))
  keyboard.type = (...text) =>
    settled()
      .then(() => page.waitForFunction(takesText, null, { timeout: 3_000 }))
      .catch(() => undefined)
      .then(() => type(...text))
}

function watch(page: Page, watched: Watched): void {
  watched.pages.push(page)
  const complain = (line: string) => watched.seen.push(line)
  page.on('pageerror', (error) => complain(`thrown: ${error.stack ?? error.message}`))
  page.on('crash', () => complain('crashed'))
  page.on('console', (message) => {
    // The browser repeats each refused request here; `response` below judges them.
    if (message.text().startsWith('Failed to load resource')) return
    if (message.type() === 'error' || /Content.Security.Policy/i.test(message.text()))
      complain(`console: ${message.text()}`)
  })
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText
    // Leaving a page aborts what it was still loading: no fault of anybody.
    if (reason !== 'net::ERR_ABORTED') complain(`${request.method()} ${request.url()}: ${reason}`)
  })
  page.on('response', (response) => {
    const path = new URL(response.url()).pathname
    const refusal = path.startsWith('/api/') && response.status() < 500
    if (response.status() >= 400 && !refusal)
      complain(`${response.request().method()} ${response.url()}: ${response.status()}`)
  })
}

const takeLastLook = (name: string) => async (page: Page, at: number) => {
  const file = name.replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-').slice(0, 80)
  await page
    .screenshot({ path: join(artifacts, 'failures', `${file}-${at}.png`), fullPage: true })
    .catch(() => undefined)
}

/** Keeps a picture of the page in `.artifacts/screenshots/<name>.png`. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  await page.screenshot({ path: join(artifacts, 'screenshots', `${name}.png`) })
}

/** WCAG 2.2 AA as far as axe can see it, in the light theme; and its colours in the dark one, where nothing else differs. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    // A page that has only just been gone to has nothing to look at before its scripts are there.
    await page.waitForFunction(() => document.querySelector('main') && document.querySelector('h1'))
    // While it comes or goes, what stands over the page is transparent, and for axe not there.
    await page.waitForFunction(
      // react-aria also hides a dialog for a moment while a phone scrolls to what has the focus.
      () =>
        !document.querySelector('[data-entering], [data-exiting], [data-rac][style*="opacity: 0"]'),
    )
    // What is just coming or going may be half there.
    await expect
      .poll(() => findBarriers(page, rules[colorScheme]), {
        message: `barriers in the ${colorScheme} theme`,
        timeout: 20_000,
        interval: 200,
      })
      .toEqual([])
  }
  await page.emulateMedia({ colorScheme: null })
}

const rules: Record<'light' | 'dark', NonNullable<RunOptions['runOnly']>> = {
  light: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  dark: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
}

declare global {
  var axe: { run: (context: ElementContext, options: RunOptions) => Promise<AxeResults> }
}

async function findBarriers(
  page: Page,
  runOnly: NonNullable<RunOptions['runOnly']>,
): Promise<string[]> {
  // Evaluated by the debugger, so that the page's own content security policy stays as it is.
  await page.evaluate(axeSource)
  return page.evaluate(
    async (options) => {
      const { violations } = await globalThis.axe.run(
        // What react-aria has just read out stays there for some seconds, also when what it speaks of is gone.
        { exclude: ['[data-live-announcer]'] },
        { resultTypes: ['violations'], ...options },
      )
      return violations.flatMap(({ id, help, nodes }) =>
        nodes.map(
          (node) => `${id}: ${help}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`,
        ),
      )
    },
    { runOnly },
  )
}
