import { isIP } from 'node:net'

/**
 * Address of the client: what the outermost of our own proxies saw, counted from the right of X-Forwarded-For, because
 * everything to the left of it was written by the client. Null where there is none.
 */
export function clientAddress(
  request: Request,
  trustedProxies: number,
  peerAddress: (request: Request) => string | null,
): string | null {
  const forwarded =
    trustedProxies > 0
      ? request.headers.get('x-forwarded-for')?.split(',').at(-trustedProxies)
      : undefined
  return normalized(forwarded) ?? normalized(peerAddress(request))
}

/** Without zone, and IPv4 as IPv4; null for what is no address, which no column of addresses would take. */
function normalized(text: string | null | undefined): string | null {
  const address = text?.trim().replace(/%.*$/, '') ?? ''
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  return mapped ?? (isIP(address) ? address : null)
}

/** What counts as one client: an IPv4 address, or the /64 that every holder of IPv6 has to himself. */
export function addressBlock(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('::')
  const [front, back] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')))
  const groups = [...(front ?? []), ...Array<string>(8).fill('0')]
  // A tail that reaches into the first half, as in ::1:2:3:4:5.
  if (tail !== undefined && back && back.length > 4)
    groups.splice(8 - back.length, back.length, ...back)
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
