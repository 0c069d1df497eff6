import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { NotUnderstood } from './command.ts'
import { helpOf } from './help-of.ts'
import { overview } from './overview.ts'
import { readCommand } from './read-command.ts'
import { sections } from './sections.ts'
import { usageOf } from './usage-of.ts'

const commands = sections.flatMap(([, all]) => all)
const each = commands.map((command) => [command.name, command] as const)

/** As a shell would: words, and those in double quotes as one. */
const wordsOf = (line: string) =>
  [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word)
const said = (...args: string[]) => {
  try {
    return readCommand(args).kind
  } catch (error) {
    if (error instanceof NotUnderstood) return `${error.message} (${error.command ?? 'all'})`
    throw error
  }
}

describe.each(each)('OP4: foyer %s', (name, command) => {
  test('is explained, wherever one asks for it', () => {
    for (const args of [
      [name, '--help'],
      ['--help', name],
      [name, '-h'],
      ['help', name],
    ])
      expect(readCommand(args)).toEqual({ kind: 'help', command })
    expect(overview('1', '')).toContain(usageOf(command, 'short'))
  })

  test('help names its usage, every option, exit codes, and an example that is understood', () => {
    const help = helpOf(command)
    expect(help.split('\n')[0]).toBe(`Usage: foyer ${usageOf(command, 'whole')}`)
    for (const [option, { takes, does }] of Object.entries(command.options)) {
      expect(help).toContain(`  --${option}${takes ? ` ${takes}` : ''} `)
      expect(help.replaceAll(/\s+/g, ' ')).toContain(does)
    }
    for (const code of [0, 1, 2]) expect(help).toMatch(new RegExp(`^  ${code}  \\S`, 'm'))
    expect(
      Math.max(
        ...help
          .replace(/Example:.*/s, '')
          .split('\n')
          .slice(1)
          .map((line) => line.length),
      ),
    ).toBeLessThan(101)
    expect(command.explains.match(/[.](?: |$)/g)?.length).toBeLessThan(4)
    expect(command.explains).toMatch(/\.$/)
    expect(readCommand([name, ...wordsOf(command.example)]).kind).toBe('work')
  })

  test('takes every option that it declares, suggests the nearest for one that it does not', () => {
    const words = wordsOf(command.example)
    for (const [option, { takes }] of Object.entries(command.options)) {
      const without = words.filter((word) => word !== `--${option}`)
      const kind = said(name, ...without, `--${option}`)
      if (takes) expect(kind).toContain(`--${option}`)
      else expect(kind).toBe(option === 'help' ? 'help' : 'work')
      expect(said(name, ...words, `--${option}x`)).toBe(
        `${name} has no option --${option}x; did you mean --${option}? (${name})`,
      )
    }
    expect(said(name, '--frobnicate')).toBe(`${name} has no option --frobnicate (${name})`)
  })

  test('is found by a slip of the pen', () => {
    for (const slip of [name.slice(1), `${name}s`, `${name[1]}${name[0]}${name.slice(2)}`])
      expect(said(slip)).toBe(`there is no command "${slip}"; did you mean ${name}? (all)`)
  })

  test('wants what cannot be left out, and takes nothing that it does not know', () => {
    const words = wordsOf(command.example)
    expect(said(name, ...words, 'one', 'more', 'word')).toContain(`${name} wants `)
    for (const [option, { required, takes }] of Object.entries(command.options).filter(
      ([, { required }]) => required,
    )) {
      const at = words.findIndex((word) => word.startsWith(`--${option}`))
      const length = words[at]?.includes('=') ? 1 : 2
      expect([required, said(name, ...words.toSpliced(at, length))]).toEqual([
        true,
        `${name} wants --${option} ${takes} (${name})`,
      ])
    }
  })
})

test.each([
  [[], 'help'],
  [['help'], 'help'],
  [['--version'], 'version'],
  [['-v'], 'version'],
  [['dance'], 'there is no command "dance" (all)'],
  [['help', 'strat'], 'there is no command "strat"; did you mean start? (all)'],
  [['hlep'], 'there is no command "hlep"; did you mean help? (all)'],
  [['check-'], 'there is no command "check-"; did you mean check-bill? (all)'],
  [['--verison'], 'there is no option --verison; did you mean --version? (all)'],
  [['start', '--json'], 'start has no option --json (start)'],
  [['help', 'start', 'demo'], 'help wants at most one command (all)'],
  [['create-organization'], 'create-organization wants one name (create-organization)'],
  [
    ['create-organization', 'Acme', '--hub', 'Jakarta'],
    'create-organization wants --owner <e-mail>, --at <latitude,longitude> (create-organization)',
  ],
])('OP4: foyer %j: %s', (args, expected) => {
  expect(said(...args)).toBe(expected)
})

test('OP4: docs/commands.md is what help says (vitest -u writes it)', async () => {
  const page = sections.map(([title, all]) =>
    [
      title && `## ${title.replace(/:$/, '')}`,
      ...all.map((command) => `### ${command.name}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``),
    ]
      .filter(Boolean)
      .join('\n\n'),
  )
  await expect(
    `# Commands

What \`foyer help <command>\` prints, for each. When to run which: [operations](operations.md#commands).

${page.join('\n\n')}
`,
  ).toMatchFileSnapshot(new URL('../../docs/commands.md', import.meta.url).pathname)
})

test('OP4: operations.md lists every command as its usage says', () => {
  const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const listed = [...page.matchAll(/^\| `foyer ([^`]+)` +\|/gm)].map(([, usage]) => usage)
  expect(listed).toEqual([
    ...commands.map((command) => usageOf(command, 'short')),
    'help [<command>]',
  ])
})

test('OP4: what README and docs say to run is understood', () => {
  const root = new URL('../../', import.meta.url).pathname
  const lines = [
    'README.md',
    'CONTRIBUTING.md',
    ...globSync('docs/**/*.md', { cwd: root }),
  ].flatMap((page) =>
    [
      ...readFileSync(root + page, 'utf8').matchAll(
        /(?:`|^(?:\$ )?)(?:bin\/)?foyer ([^`\n]+)(?:`|$)/gm,
      ),
    ].map(([, line = '']) => ({ page, line })),
  )
  expect(lines.length).toBeGreaterThan(30)
  const known = [...commands.map(({ name }) => name), 'help', '--help', '<command>']
  const isNamed = (line: string) =>
    known.includes(/[<…]/.test(line) ? (line.split(' ')[0] ?? '') : line)
  expect(
    lines.filter(
      ({ line }) => !isNamed(line) && !['work', 'help'].includes(said(...wordsOf(line))),
    ),
  ).toEqual([])
})
