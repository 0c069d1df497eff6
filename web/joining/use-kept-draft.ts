import { useCallback, useState } from 'react'
import { z } from 'zod'
import { joinRefusals } from '#api/joining.ts'

const Place = z.object({ latitude: z.number(), longitude: z.number() })

/** What a newcomer has typed and proved so far. Never the password: that one is not kept anywhere. */
const Draft = z.object({
  email: z.string().default(''),
  /** The mailbox that a code went to. */
  proof: z
    .object({
      token: z.string(),
      email: z.string(),
      sentTo: z.string(),
      resendAfter: z.string(),
      proved: z.boolean(),
    })
    .nullable()
    .default(null),
  /** There is nothing more to do here: why one cannot join, or that one is in and signs in. */
  end: z
    .enum([...joinRefusals, 'sign-in'])
    .nullable()
    .default(null),
  firstName: z.string().default(''),
  lastName: z.string().default(''),
  country: z.string().nullable().default(null),
  organization: z.string().default(''),
  hub: z.string().default(''),
  place: Place.nullable().default(null),
  colleagues: z.array(z.string()).default([]),
})
export type Draft = z.infer<typeof Draft>

const read = (key: string): Draft => {
  try {
    return Draft.parse(JSON.parse(window.sessionStorage.getItem(key) ?? '{}'))
  } catch {
    return Draft.parse({})
  }
}

/** A draft in this tab's sessionStorage, so that neither a reload nor the way to the mailbox and back loses it. */
export function useKeptDraft(key: string) {
  const [draft, setDraft] = useState(() => read(key))
  const change = useCallback(
    (patch: Partial<Draft>) => {
      // From what is kept: two changes may come between two renders.
      const next = { ...read(key), ...patch }
      window.sessionStorage.setItem(key, JSON.stringify(next))
      setDraft(next)
    },
    [key],
  )
  return { draft, change, forget: () => window.sessionStorage.removeItem(key) }
}
