import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { languages } from '#api/common.ts'
import { type JoinRefusal, joinRefusals } from '#api/joining.ts'
import { client } from '#web/api.ts'
import type { Draft } from './use-kept-draft.ts'

interface Options {
  /** Null: public sign-up. */
  accessLink: string | null
  draft: Draft
  change: (patch: Partial<Draft>) => void
  /** A code is under way, or was already. */
  onSent: () => void
  onProved: (next: 'set-password' | 'sign-in') => void
  /** By time, or with its access link. */
  onExpired: () => void
}

/** Address and code: what sign-up and access link begin with. */
export function useMailbox({ accessLink, draft, change, onSent, onProved, onExpired }: Options) {
  const { i18n } = useTranslation()
  const { proof } = draft
  const start = useMutation({
    mutationFn: (email: string) =>
      client.startJoining({
        body: { email, accessLink, language: languages.find((one) => one === i18n.language) },
      }),
    onSuccess: ({ joiningToken: token, sentTo, resendAfter }, email) => {
      change({ email, proof: { token, email, sentTo, resendAfter, proved: false } })
      onSent()
    },
    onError: (error) => {
      if (isExpired(error)) onExpired()
    },
  })
  const prove = useMutation({
    mutationFn: (code: string) =>
      client.proveJoining({ body: { joiningToken: proof?.token ?? '', code } }),
    onSuccess: ({ next }) => {
      if (proof) change({ proof: { ...proof, proved: true } })
      onProved(next)
    },
    onError: (error) => {
      const refusal = refusalOf(error)
      if (refusal) change({ end: refusal })
      else if (isExpired(error)) onExpired()
    },
  })
  return {
    start,
    prove,
    /** Nothing is mailed twice for having gone back and forth. */
    begin: (email: string) => {
      if (proof?.email === email) onSent()
      else start.mutate(email)
    },
  }
}

/** Why somebody who has proved their mailbox cannot join; null for any other error. */
export function refusalOf(error: unknown): JoinRefusal | null {
  if (!(error instanceof ApiError) || error.type !== 'join-refused') return null
  const code = error.problem.errors?.[0]?.code
  return joinRefusals.find((one) => one === code) ?? 'not-possible'
}

/** The joining is over, by time, by having been used, or because its access link was shut. */
export const isExpired = (error: unknown): boolean =>
  error instanceof ApiError && error.type === 'link-not-valid'
