import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

test('every package is justified in docs/dependencies.md, and nothing else is', () => {
  const manifests = [
    'package.json',
    'bench/better-auth/package.json',
    'bench/sso-hole/package.json',
  ].map((path) => JSON.parse(read(path)))
  const installed = ['dependencies', 'optionalDependencies', 'devDependencies'].flatMap((kind) =>
    manifests.flatMap((manifest) => Object.keys(manifest[kind] ?? {})),
  )
  const lines = read('docs/dependencies.md').split('\n')
  const described = lines
    .filter((line) => line.startsWith('- '))
    .flatMap((line) => [...line.matchAll(/`(@?[\w./-]+)`/g)].map(([, name = '']) => name))
    .filter((name) => !name.startsWith('server/'))
  expect(described.toSorted()).toEqual([...new Set(installed)].toSorted())
})

test('versions are exact, and the lockfile names no registry', () => {
  const manifest = JSON.parse(read('package.json'))
  const versions = Object.values<string>({ ...manifest.dependencies, ...manifest.devDependencies })
  expect(versions.filter((version) => !/^\d/.test(version))).toEqual([])
  expect(read('package-lock.json')).not.toMatch(/"resolved":\s*"http/)
})

test('the lockfile knows the optional packages of every platform, or npm ci refuses it', () => {
  const { packages } = JSON.parse(read('package-lock.json'))
  const missing = Object.entries<{ optionalDependencies?: object }>(packages).flatMap(
    ([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) =>
          !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
      ),
  )
  expect(missing, 'run: node scripts/complete-lockfile.ts').toEqual([])
})
