let known = ''

/**
 * The e-mail whose password was just chosen, or that was typed before somebody came back from a provider: for the sign-in
 * page that follows in this page load; in no address.
 */
export const knownEmail = {
  get: (): string => known,
  set: (email: string): void => {
    known = email
  },
}
