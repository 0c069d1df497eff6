/** The page on which a first password is set; the token stands in the fragment, which no browser sends. */
export const passwordLink = (publicUrl: string, token: string): string =>
  `${publicUrl}/set-password#${encodeURIComponent(token)}`
