import { problem } from '#api/problem.ts'

/** Bytes of uploads in memory at once, of all requests of this process; what comes on top is asked to come again. */
const bytesMax = 256 * 1024 * 1024

/** Of which one organization takes at most a quarter: whoever sends slowly keeps nobody out but their own. */
const shareMax = bytesMax / 4

/** Takes room for what an organization sends, and gives it back when that has been dealt with; throws unavailable. */
export type TakeRoom = (organizationId: string, bytes: number) => () => void

/** Room for uploads, as much as this process bears. */
export function openUploadRoom(): TakeRoom {
  const shares = new Map<string, number>()
  let taken = 0
  return (organizationId, bytes) => {
    const share = shares.get(organizationId) ?? 0
    if (taken + bytes > bytesMax || share + bytes > shareMax)
      throw problem('unavailable', { retryAfterSeconds: 5 })
    shares.set(organizationId, share + bytes)
    taken += bytes
    return () => {
      const left = (shares.get(organizationId) ?? bytes) - bytes
      if (left > 0) shares.set(organizationId, left)
      else shares.delete(organizationId)
      taken -= bytes
    }
  }
}
