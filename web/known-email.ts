let known = ''

/** The e-mail whose password was just chosen, for the sign-in page that follows in this page load; in no address or storage. */
export const knownEmail = {
  get: (): string => known,
  set: (email: string): void => {
    known = email
  },
}
