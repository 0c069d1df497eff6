import type { User } from '#api/members.ts'

export type SignIn = 'password' | 'single-sign-on' | 'guest' | 'unknown'

/** With what a member signs in here (DR1). `demanded`: whether single sign-on is; null: one may not know. */
export const signInOf = (
  { guest, connections }: Pick<User, 'guest' | 'connections'>,
  demanded: boolean | null,
): SignIn => {
  if (guest) return 'guest'
  if (demanded || connections.length > 0) return 'single-sign-on'
  return demanded === null ? 'unknown' : 'password'
}
