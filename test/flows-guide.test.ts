import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FlowFile } from '#api/flows.ts'

test('FL1: the file that the guide shows can be imported as it stands', () => {
  const guide = readFileSync(new URL('../docs/guides/flows.md', import.meta.url), 'utf8')
  const [, example = ''] = /```json\n([\s\S]+?)```/.exec(guide) ?? []
  expect(FlowFile.parse(JSON.parse(example)).pages[0]?.components).toHaveLength(2)
})
