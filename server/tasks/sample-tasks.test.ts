import { expect, test } from 'vitest'
import { languages } from '#api/common.ts'
import { checkValues } from '#server/flows/check-values.ts'
import { defaultFlows } from '#server/flows/default-flows.ts'
import { sampleTasks } from './sample-tasks.ts'

test.each(languages)(
  'CR6: every sample task in %s holds what somebody could have filled in, and is complete but for its pictures',
  (language) => {
    const flows = new Map(defaultFlows(language).map((flow) => [flow.template, flow.pages]))
    for (const { template, status, title, values: given } of sampleTasks(language)) {
      const pages = flows.get(template) ?? []
      const { values, errors } = checkValues(status === 'done' ? pages : pages.slice(0, 1), given)
      const pictures = new Set(
        pages
          .flatMap(({ components }) => components)
          .filter(({ kind }) => kind === 'photo' || kind === 'signature')
          .map(({ id }) => `#/values/${id}`),
      )
      expect(
        errors.filter(({ pointer }) => !pictures.has(pointer)),
        title,
      ).toEqual([])
      expect(values, title).toEqual(given)
    }
  },
)
