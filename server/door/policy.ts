import { type SecondFactor, secondFactors } from '#api/door.ts'

/** What an organization demands at its door, the role's demand already merged in (DR1). */
export interface SignInPolicy {
  firstFactor: 'password' | 'sso'
  secondFactor: SecondFactor
  /** Maximum age of evidence, at entry and on each request; null: as old as the session. */
  evidenceSeconds: number | null
  sessionSeconds: number
  idleSeconds: number
  /** A password older than this must be replaced at this door; null: never. */
  passwordDays: number | null
  /** The organization's own, enabled identity providers; no other organization's ever (DR3). */
  connections: readonly Connection[]
}

export interface Connection {
  id: string
  name: string
  /** Its log-in already holds a second factor. */
  providesSecondFactor: boolean
}

/** The stricter of two demands. */
export const stricter = (a: SecondFactor, b: SecondFactor): SecondFactor =>
  secondFactors.indexOf(a) > secondFactors.indexOf(b) ? a : b
