import { api } from '#api/index.ts'
import { encodePicture } from '#server/files/encode-picture.ts'
import { type Endpoint, serve, serveDownload, serveFree } from '#server/http/call.ts'
import { hubAccessViolations } from '#server/hubs/hub-access.ts'
import { confine } from '#server/platform/database.ts'
import { givenRoleViolations } from '#server/roles/role.ts'
import { answerViolations, listAnswers, toAnswered } from './answers.ts'
import { completeRegistration } from './complete-registration.ts'
import { createField } from './create-field.ts'
import { dismissRefusedJoin } from './dismiss-refused-join.ts'
import { fieldViolations, getField, listFields } from './field.ts'
import { getPhoto } from './get-photo.ts'
import { getUserFields } from './get-user-fields.ts'
import { listUsers } from './list-users.ts'
import { getUser, memberViolations } from './member.ts'
import { orderFields } from './order-fields.ts'
import { getProfile } from './profile.ts'
import { listRefusedJoins } from './refused-join.ts'
import { removeField } from './remove-field.ts'
import { removeMyPhoto } from './remove-my-photo.ts'
import { replaceMyPhoto } from './replace-my-photo.ts'
import { updateField } from './update-field.ts'
import { updateMyFields } from './update-my-fields.ts'
import { updateMyProfile } from './update-my-profile.ts'
import { updateUser } from './update-user.ts'
import { updateUserFields } from './update-user-fields.ts'

/** What the organization asks every member, and their answers (PR2). */
const fieldRoutes: Endpoint[] = [
  serve(api.listFields, async ({ tx }) => ({ items: await listFields(tx) })),
  serve(api.getField, ({ tx, caller, params }) => getField(tx, caller, params.fieldId)),
  serve(
    api.createField,
    ({ tx, caller, body, request, now }) => createField(tx, caller, body, request, now),
    { violations: fieldViolations },
  ),
  serve(
    api.updateField,
    ({ tx, caller, params, body, request, now }) =>
      updateField(tx, caller, params.fieldId, body, request, now),
    { violations: fieldViolations },
  ),
  serve(api.orderFields, async ({ tx, caller, body, request, now }) => ({
    items: await orderFields(tx, caller, body.fieldIds, request, now),
  })),
  serve(api.removeField, ({ tx, caller, params, request, now }) =>
    removeField(tx, caller, params.fieldId, request, now),
  ),
  serve(api.getMyFields, async ({ tx, caller }) =>
    toAnswered(await listAnswers(tx, caller.memberId)),
  ),
  serve(
    api.updateMyFields,
    ({ tx, caller, body, request, now }) => updateMyFields(tx, caller, body.values, request, now),
    { violations: answerViolations },
  ),
  serve(api.getUserFields, ({ tx, caller, params }) => getUserFields(tx, caller, params.memberId)),
  serve(
    api.updateUserFields,
    ({ tx, caller, params, body, request, now }) =>
      updateUserFields(tx, caller, params.memberId, body.values, request, now),
    { violations: answerViolations },
  ),
]

/** Pixels: enough for the page of a member, on the finest screens. */
const photoSideMax = 512

const photoRoutes: Endpoint[] = [
  serveFree(
    api.replaceMyPhoto,
    async ({ db, caller, upload, request, now }) => {
      const webp = await encodePicture(upload.bytes, { sideMax: photoSideMax })
      return db.transaction(async (tx) => {
        await confine(tx, caller.organizationId)
        return replaceMyPhoto(tx, caller, webp, request, now)
      })
    },
    { unconfined: 'a picture is decoded before the transaction, which then confines itself' },
  ),
  serve(api.removeMyPhoto, ({ tx, caller, request, now }) =>
    removeMyPhoto(tx, caller, request, now),
  ),
  serveDownload(api.getPhoto, ({ tx, params }) => getPhoto(tx, params.photoId)),
]

export const memberRoutes: Endpoint[] = [
  serve(api.listUsers, ({ tx, query }) => listUsers(tx, query)),
  serve(api.getUser, ({ tx, params }) => getUser(tx, params.memberId)),
  serve(
    api.updateUser,
    async ({ tx, caller, params, body, request, now }) => {
      await updateUser(tx, caller, params.memberId, body, request, now)
      return getUser(tx, params.memberId)
    },
    { violations: { ...memberViolations, ...givenRoleViolations, ...hubAccessViolations } },
  ),
  serve(api.listRefusedJoins, ({ tx }) => listRefusedJoins(tx)),
  serve(api.dismissRefusedJoin, ({ tx, caller, params, request, now }) =>
    dismissRefusedJoin(tx, caller, params.refusedId, request, now),
  ),
  serve(api.getMyProfile, ({ tx, caller }) => getProfile(tx, caller)),
  serve(api.updateMyProfile, ({ tx, caller, body, request, now }) =>
    updateMyProfile(tx, caller, body, request, now),
  ),
  serve(
    api.completeRegistration,
    ({ tx, caller, body, request, now }) => completeRegistration(tx, caller, body, request, now),
    { violations: answerViolations },
  ),
  ...photoRoutes,
  ...fieldRoutes,
]
