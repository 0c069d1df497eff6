import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const house = mkdtempSync(join(tmpdir(), 'foyer-import-rule-'))
afterAll(() => rmSync(house, { recursive: true }))

/** What each file imports, and the rules that this breaks. */
const planted: { file: string; imports: string; breaks: string[] }[] = [
  { file: 'api/tasks.ts', imports: 'zod', breaks: [] },
  { file: 'api/hubs.ts', imports: 'pg', breaks: ['api imports nothing of ours'] },
  { file: 'server/config.ts', imports: 'zod', breaks: [] },
  { file: 'server/main.ts', imports: '#server/app.ts', breaks: [] },
  { file: 'server/app.ts', imports: '#server/tasks/routes.ts', breaks: [] },
  { file: 'server/http/serve.ts', imports: 'hono', breaks: [] },
  { file: 'server/access/admit.ts', imports: 'hono', breaks: ['hono stays in http'] },
  { file: 'server/tasks/routes.ts', imports: '#server/hubs/hub.ts', breaks: [] },
  {
    file: 'server/hubs/hub.ts',
    imports: '#server/members/member.ts',
    breaks: ['server/hubs is below'],
  },
  { file: 'server/members/member.ts', imports: '#server/audit/audit.ts', breaks: [] },
  {
    file: 'server/audit/audit.ts',
    imports: '#server/platform/database.ts',
    breaks: [],
  },
  {
    file: 'server/platform/database.ts',
    imports: '#server/access/caller.ts',
    breaks: ['server/platform is below'],
  },
  { file: 'server/access/caller.ts', imports: '#server/config.ts', breaks: ['config is a value'] },
  {
    file: 'server/roles/role.ts',
    imports: '#server/identities/routes.ts',
    breaks: ['only app mounts routes'],
  },
  {
    file: 'server/identities/routes.ts',
    imports: 'vitest',
    breaks: ['product stands on dependencies'],
  },
  {
    file: 'server/mail/mail.ts',
    imports: '#test/database.ts',
    breaks: ['product never imports tests'],
  },
  { file: 'server/mail/send.test.ts', imports: '#test/database.ts', breaks: [] },
  {
    file: 'test/database.ts',
    imports: '#server/tasks/missing.ts',
    breaks: ['everything resolves'],
  },
  { file: 'server/elsewhere/x.ts', imports: 'pg', breaks: [] },
  {
    file: 'server/closing/close.ts',
    imports: '#server/elsewhere/x.ts',
    breaks: ['server has known places'],
  },
  { file: 'web/main.tsx', imports: '#web/routes.tsx', breaks: [] },
  { file: 'web/routes.tsx', imports: '#web/tasks/task-page.tsx', breaks: [] },
  {
    file: 'web/tasks/task-page.tsx',
    imports: '#web/hubs/hub-page.tsx',
    breaks: ['web: areas never import areas'],
  },
  { file: 'web/tasks/task-list.tsx', imports: '#web/tasks/task-page.tsx', breaks: [] },
  { file: 'web/hubs/hub-page.tsx', imports: '#web/shell/frame.tsx', breaks: [] },
  { file: 'web/shell/frame.tsx', imports: '#web/ui/button.tsx', breaks: [] },
  {
    file: 'web/shell/menu.tsx',
    imports: '#web/hubs/hub-page.tsx',
    breaks: ['web: shell is below'],
  },
  { file: 'web/ui/button.tsx', imports: '#web/paths.ts', breaks: [] },
  { file: 'web/ui/dialog.tsx', imports: '#web/shell/frame.tsx', breaks: ['web: ui is below'] },
  { file: 'web/paths.ts', imports: '#web/ui/card.tsx', breaks: ['web: its ground is below'] },
  {
    file: 'web/ui/card.tsx',
    imports: '#server/config.ts',
    breaks: ['web never imports server'],
  },
]

test('each planted breach of the import rule is found, type imports too, and nothing else', () => {
  for (const name of ['package.json', '.dependency-cruiser.cjs'])
    cpSync(join(root, name), join(house, name))
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'))
  planted.forEach(({ file, imports }, at) => {
    mkdirSync(dirname(join(house, file)), { recursive: true })
    const element = file.endsWith('x') ? 'export const Y = () => <p>{1}</p>' : 'export const y = 1'
    const kind = at % 2 ? 'import type' : 'import'
    writeFileSync(
      join(house, file),
      `${kind} { X } from '${imports}'\n${element}\nexport type X = 1\n`,
    )
  })

  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/.bin/depcruise'), '-T', 'json', 'api', 'server', 'web', 'test'],
    { cwd: house, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
  const { summary } = JSON.parse(stdout)
  const found = summary.violations.map(
    (violation: { from: string; rule: { name: string } }) =>
      `${violation.from}: ${violation.rule.name}`,
  )
  const expected = planted.flatMap(({ file, breaks }) => breaks.map((rule) => `${file}: ${rule}`))
  expect(found.toSorted()).toEqual(expected.toSorted())
})
