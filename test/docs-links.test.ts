import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const pages = [...globSync('*.md', { cwd: root }), ...globSync('docs/**/*.md', { cwd: root })]

const read = (path: string) => readFileSync(join(root, path), 'utf8')
/** What stands in code is no link and no heading. */
const withoutCode = (text: string) =>
  text.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`\n]*`/g, 'code')

/** The anchors of a page: those that it sets, and those that GitHub makes of headings. */
const anchorsOf = (path: string): string[] => {
  const text = read(path).replaceAll(/^```.*?^```/gms, '')
  const set = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
  return [...set, ...headings]
}

test('README and docs: every link within the repository leads somewhere, to a heading where it names one', () => {
  const links = pages.flatMap((page) =>
    [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => ({ page, target }))
      .filter(({ target }) => !/^[a-z]+:/.test(target)),
  )
  expect(links.length).toBeGreaterThan(40)
  const broken = links.filter(({ page, target }) => {
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : relative(root, join(root, dirname(page), path))
    if (!existsSync(join(root, file))) return true
    return anchor !== undefined && !anchorsOf(file).includes(anchor)
  })
  expect(broken).toEqual([])
})

test('README and docs: every file and folder of ours that they name is there', () => {
  const named = pages
    .filter((page) => page !== 'CHANGELOG.md')
    .flatMap((page) =>
      [
        ...read(page).matchAll(/`((?:api|server|web|test|e2e|bench|docs|scripts|bin)\/[\w./-]+)`/g),
      ].map(([, path = '']) => ({ page, path })),
    )
  expect(named.length).toBeGreaterThan(40)
  // The capability that CONTRIBUTING.md adds in thought.
  const imagined = /archive-hub|NNNN/
  expect(named.filter(({ path }) => !imagined.test(path) && !existsSync(join(root, path)))).toEqual(
    [],
  )
})
