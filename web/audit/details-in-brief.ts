import type { ShownDetail } from './read-details.ts'

/** Details whose value says enough without its name. */
const plain = new Set(['name', 'email', 'domain', 'reason', 'fields'])

/** What of an event's details is worth a glance. */
export const detailsInBrief = (details: readonly ShownDetail[]): string =>
  details
    .filter(({ value, before }) => value !== '' || before !== null)
    .slice(0, 4)
    .map(({ key, name, before, value }) => {
      const said = before === null ? shortened(value) : `${shortened(before)} → ${shortened(value)}`
      return plain.has(key) ? said : `${name}: ${said}`
    })
    .join(' · ')

const shortened = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text)
