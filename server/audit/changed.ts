import { isDeepStrictEqual } from 'node:util'

/**
 * Of what was given, what is otherwise now; and under `before` what that was (OP3). What is not given, or stays as it is, is
 * left out; settings within a setting are compared one by one.
 */
export function changed(before: object, given: object): Record<string, unknown> {
  const { was, is } = differences(before, given)
  return Object.keys(was).length > 0 ? { ...is, before: was } : is
}

function differences(before: object, given: object) {
  const old: Record<string, unknown> = { ...before }
  const was: Record<string, unknown> = {}
  const is: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || isDeepStrictEqual(kept(old[key]), kept(value))) continue
    const inside = isBag(value) && isBag(old[key]) ? differences(old[key], value) : null
    was[key] = inside ? inside.was : (old[key] ?? null)
    is[key] = inside ? inside.is : value
  }
  return { was, is }
}

// As JSON: the database keeps it with its keys in another order.
const kept = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))

const isBag = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
