import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importReasons } from '#api/imports.ts'
import { permissions, roleTemplates } from '#api/permissions.ts'
import { problems } from '#api/problem.ts'
import en from './en.json' with { type: 'json' }
import id from './id.json' with { type: 'json' }

const flatten = (tree: object, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  )

const texts = { en: new Map(flatten(en)), id: new Map(flatten(id)) }
const keys = [...texts.en.keys()]
const has = (key: string) => texts.en.has(key) || texts.en.has(`${key}_other`)

test('both languages have the same keys', () => {
  expect([...texts.id.keys()].toSorted()).toEqual(keys.toSorted())
})

test('no text is empty, in neither language', () => {
  const empty = Object.values(texts).flatMap((map) => [...map].filter(([, text]) => !text.trim()))
  expect(empty).toEqual([])
})

test('both languages fill in the same values', () => {
  const values = (text = '') =>
    [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name = '']) => name).toSorted()
  for (const key of keys)
    expect([key, values(texts.id.get(key))]).toEqual([key, values(texts.en.get(key))])
})

const web = join(import.meta.dirname, '..')
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.test.ts'))
  .map((path) => [path, readFileSync(join(web, path), 'utf8')] as const)

test('every key that the code asks for exists', () => {
  const missing = sources.flatMap(([path, source]) =>
    [...source.matchAll(/\bt\(\s*'([^']+)'|i18nKey="([^"]+)"/g)]
      .map(([, called, given]) => called ?? given ?? '')
      .filter((key) => !has(key))
      .map((key) => `${path}: ${key}`),
  )
  expect(missing).toEqual([])
})

test('a key that is put together begins with something that exists', () => {
  const missing = sources.flatMap(([path, source]) =>
    [...source.matchAll(/\bt\(\s*`([^`$]*)\$\{/g)]
      .map(([, start]) => start ?? '')
      .filter((start) => !keys.some((key) => key.startsWith(start)))
      .map((start) => `${path}: ${start}`),
  )
  expect(missing).toEqual([])
})

test('every refusal, permission, default role and reason to pass a row over has its words', () => {
  const wanted = [
    ...Object.keys(problems).flatMap((type) => [
      `problems.${type}.title`,
      `problems.${type}.detail`,
    ]),
    ...permissions.map((permission) => `permissions.${permission.replace(':', '.')}`),
    ...roleTemplates.map((template) => `roles.templates.${template}`),
    ...importReasons.map((reason) => `operations.reasons.${reason}`),
  ]
  expect(wanted.filter((key) => !has(key))).toEqual([])
})
