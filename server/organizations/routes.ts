import { api } from '#api/index.ts'
import { problem } from '#api/problem.ts'
import { encodePicture } from '#server/files/encode-picture.ts'
import { type Endpoint, serve, serveFree } from '#server/http/call.ts'
import { findActing } from '#server/operations/find-acting.ts'
import { confine } from '#server/platform/database.ts'
import { getOrganization } from './get-organization.ts'
import { replaceLogo } from './replace-logo.ts'
import { updateOrganization } from './update-organization.ts'

/** Pixels: as large as a page shows one, on the finest screens. As WebP it fits one piece, which `logo()` counts on. */
const logoSideMax = 512

export const organizationRoutes: Endpoint[] = [
  serve(api.getOrganization, ({ tx }) => getOrganization(tx)),
  serve(api.updateOrganization, ({ tx, caller, body, request, now }) =>
    updateOrganization(tx, caller, body, request, now),
  ),
  serveFree(
    api.replaceLogo,
    async ({ db, caller, upload, request, now }) => {
      const webp = await encodePicture(upload.bytes, { sideMax: logoSideMax })
      return db.transaction(async (tx) => {
        await confine(tx, caller.organizationId)
        // While the picture waited for its turn they may have lost the right.
        const acting = await findActing(tx, caller.memberId)
        if (!acting) throw problem('not-signed-in')
        if (!acting.permissions.has('organization:edit')) throw problem('not-permitted')
        return replaceLogo(tx, caller, webp, request, now)
      })
    },
    { unconfined: 'a picture is decoded before the transaction, which then confines itself' },
  ),
  serve(api.removeLogo, ({ tx, caller, request, now }) =>
    replaceLogo(tx, caller, null, request, now),
  ),
]
