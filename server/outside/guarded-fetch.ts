/** What is asked for; at most `bytesMax` of the answer are read. */
export interface GuardedRequest {
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** 1 MiB unless told. */
  bytesMax?: number
}

export interface GuardedAnswer {
  status: number
  headers: Headers
  body: Buffer
}

/**
 * The one way to fetch what an organization names (SS4): https, resolved once and connected to that address, private places
 * refused unless the operator allows them, no redirects, limits of size and time.
 *
 * @throws Unreachable, whose message is fit for an administrator and never holds a body
 */
export type GuardedFetch = (url: string, request?: GuardedRequest) => Promise<GuardedAnswer>

/** Why an address could not be asked; `message` names the host and the reason alone. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}
