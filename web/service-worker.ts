/*
 * Serves the pages of tasks, their list first, where there is no connection: the shell of this very build, taken whole or not
 * at all, each file checked by its hash. It never sees what belongs to somebody: nothing below /api/, no other page, nothing that is not listed
 * here. With a connection every page comes from the server, so that an upgrade is never hidden behind an old shell.
 *
 * The build (vite.config.ts) puts the list in, and this file beside index.html; it may import nothing.
 */
export {}

interface WaitingEvent extends Event {
  waitUntil: (work: Promise<unknown>) => void
}
interface RequestEvent extends Event {
  request: Request
  respondWith: (answer: Promise<Response>) => void
}

/** Of the service worker's global scope, what is used here: the types of the page know nothing of it. */
declare const self: {
  skipWaiting: () => Promise<void>
  addEventListener: ((name: 'install' | 'activate', act: (event: WaitingEvent) => void) => void) &
    ((name: 'fetch', act: (event: RequestEvent) => void) => void)
}

/** Path → hash, as `integrity` takes it. */
declare const FOYER_SHELL: { build: string; files: Readonly<Record<string, string>> }

const { build, files } = FOYER_SHELL
const prefix = 'foyer-shell-'
const page = '/'
const patienceMs = 10_000

self.addEventListener('install', (event) => {
  event.waitUntil(keepFiles().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOlder())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (request.mode === 'navigate') {
    if (isTaskPage(pathname)) event.respondWith(pageOf(request))
  } else if (Object.hasOwn(files, pathname)) event.respondWith(fileOf(request, pathname))
})

const isTaskPage = (pathname: string) => /^\/o\/[a-z0-9-]+\/tasks(?:\/|$)/.test(pathname)

/** All of one build: where another one answers meanwhile, a hash differs, and the shell before stays. */
async function keepFiles() {
  const cache = await caches.open(prefix + build)
  await cache.addAll(
    Object.entries(files).map(
      ([path, integrity]) =>
        new Request(path, {
          integrity,
          credentials: 'omit',
          cache: isImmutable(path) ? 'default' : 'no-cache',
        }),
    ),
  )
}

async function forgetOlder() {
  const names = await caches.keys()
  const older = names.filter((name) => name.startsWith(prefix) && name !== prefix + build)
  await Promise.all(older.map((name) => caches.delete(name)))
}

/** From the server, as long as it answers in time. */
async function pageOf(request: Request): Promise<Response> {
  const answer = fetch(request)
  const late = new Promise<null>((resolve) => {
    setTimeout(() => resolve(null), patienceMs)
  })
  const first = await Promise.race([answer.catch(() => null), late])
  return first ?? (await findKept(page)) ?? answer
}

/** What has its hash in its name never changes; the rest comes from the server while there is one. */
async function fileOf(request: Request, pathname: string): Promise<Response> {
  const kept = isImmutable(pathname) ? await findKept(pathname) : undefined
  if (kept) return kept
  const answer = fetch(request)
  return (await answer.catch(() => findKept(pathname))) ?? answer
}

const isImmutable = (path: string) => path.startsWith('/assets/')

const findKept = async (path: string) =>
  (await caches.open(prefix + build)).match(path, { ignoreVary: true })
