import { api } from '#api/index.ts'
import { toOpenApi } from '#api/openapi.ts'
import type { AttachmentStore } from '#server/attachments/attachment-store.ts'
import { forgetAttachments } from '#server/attachments/forget-attachments.ts'
import { removeObjectsPerformer } from '#server/attachments/remove-objects.ts'
import { attachmentRoutes } from '#server/attachments/routes.ts'
import { auditRoutes } from '#server/audit/routes.ts'
import { sealAuditLogPerformer } from '#server/audit/seal-audit-log.ts'
import { advanceBillsPerformer } from '#server/billing/advance-bills.ts'
import { billingRoutes } from '#server/billing/routes.ts'
import { auditExportPerformer } from '#server/closing/audit-export/audit-export-performer.ts'
import { eraseIdentitiesPerformer } from '#server/closing/erase-identities.ts'
import { eraseOrganizationsPerformer } from '#server/closing/erase-organizations.ts'
import { organizationExportPerformer } from '#server/closing/organization-export/organization-export-performer.ts'
import { closingRoutes } from '#server/closing/routes.ts'
import {
  remindOfDeletionPerformer,
  tellOfDeletionPerformer,
} from '#server/closing/tell-of-deletion.ts'
import { userChangePerformer } from '#server/closing/user-changes/user-change-performer.ts'
import { forgetEmailChanges } from '#server/credentials/forget-email-changes.ts'
import { forgottenPasswordPerformer } from '#server/credentials/forgot-password.ts'
import { credentialRoutes } from '#server/credentials/routes.ts'
import { type AboutThisServer, aboutRoutes } from '#server/demo/routes.ts'
import { advancePlanPerformer } from '#server/door/advance-plan.ts'
import { forgetFactors } from '#server/door/forget-factors.ts'
import { policyRoutes } from '#server/door/routes.ts'
import { forgetFiles } from '#server/files/forget-files.ts'
import { flowRoutes } from '#server/flows/routes.ts'
import { forgetFoundingKeys } from '#server/founding/forget-founding-keys.ts'
import { prepareSampleTasksPerformer } from '#server/founding/prepare-sample-tasks.ts'
import { foundingRoutes } from '#server/founding/routes.ts'
import { forgetRequests } from '#server/http/forget-requests.ts'
import { type MountOptions, mount } from '#server/http/mount.ts'
import { mountProtocol } from '#server/http/protocol.ts'
import { createSite, type SiteOptions } from '#server/http/site.ts'
import { hubRoutes } from '#server/hubs/routes.ts'
import { forgetIdentityEvents } from '#server/identities/forget-identity-events.ts'
import { forgetProofs } from '#server/identities/forget-proofs.ts'
import { forgetJoinings } from '#server/joining/forget-joinings.ts'
import { importUsersPerformer } from '#server/joining/import/import-users.ts'
import { importRoutes } from '#server/joining/import/routes.ts'
import { joiningRoutes } from '#server/joining/routes.ts'
import { tellOfRefusedJoinsPerformer } from '#server/joining/tell-of-refused-joins.ts'
import { forgetMails } from '#server/mail/forget-mails.ts'
import { mailRoutes } from '#server/mail/routes.ts'
import { memberRoutes } from '#server/members/routes.ts'
import { forgetOperations } from '#server/operations/forget-operations.ts'
import { operationRoutes } from '#server/operations/routes.ts'
import { organizationProtocol } from '#server/organizations/protocol-routes.ts'
import { organizationRoutes } from '#server/organizations/routes.ts'
import { whileActive } from '#server/organizations/while-active.ts'
import type { BreachedPasswords } from '#server/outside/breached-passwords.ts'
import type { ObjectStorage } from '#server/outside/object-storage.ts'
import type { Outside } from '#server/outside/outside.ts'
import { cleanUp } from '#server/platform/clean-up.ts'
import { createKeyRing } from '#server/platform/seal.ts'
import { matchExportPerformer } from '#server/programs/export/match-export-performer.ts'
import { endDueMatchesPerformer } from '#server/programs/matches/end-due-matches.ts'
import { matchReviewPerformer } from '#server/programs/proposals/match-review-performer.ts'
import { matchProposalPerformer } from '#server/programs/proposals/proposal-performer.ts'
import { programRoutes } from '#server/programs/routes.ts'
import { roleRoutes } from '#server/roles/routes.ts'
import { forgetSessions } from '#server/sessions/forget-sessions.ts'
import {
  identifyPending,
  identifySession,
  identifySessionUnconfined,
  readPending,
  readSession,
  touchSession,
} from '#server/sessions/identify.ts'
import { sessionRoutes } from '#server/sessions/routes.ts'
import { forgetSso } from '#server/sso/forget-sso.ts'
import { lookAfterPerformer } from '#server/sso/look-after.ts'
import {
  lookAfterConnections,
  lookAfterConnectionsPerformer,
} from '#server/sso/look-after-connections.ts'
import { lookAfterDomains, lookAfterDomainsPerformer } from '#server/sso/look-after-domains.ts'
import { ssoProtocol } from '#server/sso/protocol-routes.ts'
import { ssoRoutes } from '#server/sso/routes.ts'
import { taskAttachmentRoutes } from '#server/tasks/attachment-routes.ts'
import { taskExportPerformer } from '#server/tasks/export/task-export-performer.ts'
import { importTasksPerformer } from '#server/tasks/import/import-tasks.ts'
import { taskImportRoutes } from '#server/tasks/import/routes.ts'
import { taskRoutes } from '#server/tasks/routes.ts'

export interface AppOptions extends Omit<MountOptions, 'recognition'> {
  /** 32 bytes: keys the hashes of what failures are counted on and of mailed codes, and seals secrets at rest. */
  secretKey: Buffer
  /** Those that it replaced: what they sealed still opens. */
  oldSecretKeys: readonly Buffer[]
  /** The operator's own list; null: the bundled one alone (PW1). */
  breachedPasswords: BreachedPasswords | null
  /** What organizations name in the world: their identity providers, their DNS (SS4). */
  outside: Outside
  /** Where the content of attachments is kept. */
  objects: ObjectStorage
  /** How many bytes of attachments one organization may keep; null: any number. */
  attachmentsBytesMax: number | null
  /** Whether mails are shown on a page instead of being sent (OP2). */
  developmentMailbox: boolean
  /** For links in mails: the address that people use, never null. */
  publicUrl: string
  /** How many organizations one person may own; null: any number (CR1). */
  organizationsPerOwnerMax: number | null
  /** Whether anybody may sign up and make an organization (US8). */
  signUp: boolean
  about: Omit<AboutThisServer, 'signUp'>
}

type EndpointOptions = Pick<
  AppOptions,
  | 'secretKey'
  | 'oldSecretKeys'
  | 'breachedPasswords'
  | 'outside'
  | 'objects'
  | 'attachmentsBytesMax'
  | 'log'
  | 'developmentMailbox'
  | 'publicUrl'
  | 'organizationsPerOwnerMax'
  | 'signUp'
  | 'about'
>

/** All that Foyer answers, by module. */
export const endpointsOf = (options: EndpointOptions) => {
  const keyRing = createKeyRing(options.secretKey, options.oldSecretKeys)
  const store = attachmentStoreOf(options)
  return [
    ...auditRoutes,
    ...mailRoutes(options),
    ...operationRoutes(options),
    ...organizationRoutes,
    ...hubRoutes,
    ...roleRoutes,
    ...memberRoutes,
    ...policyRoutes,
    ...ssoRoutes({ ...options, keyRing }),
    ...sessionRoutes({ ...options, keyRing }),
    ...credentialRoutes({ ...options, keyRing }),
    ...importRoutes,
    ...taskImportRoutes,
    ...joiningRoutes(options),
    ...attachmentRoutes(store),
    ...flowRoutes,
    ...taskRoutes(options),
    ...taskAttachmentRoutes(options.secretKey, store),
    ...foundingRoutes({ ...options, ownedMax: options.organizationsPerOwnerMax }),
    ...billingRoutes,
    ...programRoutes,
    ...closingRoutes,
    ...aboutRoutes({ ...options.about, signUp: options.signUp }),
  ]
}

type StoreOptions = Pick<
  AppOptions,
  'objects' | 'secretKey' | 'oldSecretKeys' | 'attachmentsBytesMax' | 'log'
>

/** What keeps the content of attachments. */
export const attachmentStoreOf = (options: StoreOptions): AttachmentStore => ({
  objects: options.objects,
  keyRing: createKeyRing(options.secretKey, options.oldSecretKeys),
  bytesMax: options.attachmentsBytesMax,
  log: options.log,
})

/** Who performs the jobs of the modules; mail brings its own. */
export const performersOf = ({
  outside,
  ...options
}: StoreOptions & Pick<AppOptions, 'outside'>) => [
  sealAuditLogPerformer,
  auditExportPerformer,
  forgottenPasswordPerformer,
  eraseIdentitiesPerformer,
  userChangePerformer,
  eraseOrganizationsPerformer,
  tellOfDeletionPerformer,
  remindOfDeletionPerformer,
  whileActive(prepareSampleTasksPerformer),
  importUsersPerformer,
  whileActive(tellOfRefusedJoinsPerformer),
  importTasksPerformer,
  taskExportPerformer,
  organizationExportPerformer(attachmentStoreOf(options)),
  removeObjectsPerformer(options.objects),
  advanceBillsPerformer,
  whileActive(endDueMatchesPerformer),
  matchProposalPerformer,
  matchExportPerformer,
  matchReviewPerformer,
  whileActive(advancePlanPerformer),
  lookAfterPerformer([lookAfterConnections, lookAfterDomains]),
  whileActive(lookAfterConnectionsPerformer(outside)),
  whileActive(lookAfterDomainsPerformer(outside)),
  cleanUp([
    ...forgetRequests,
    ...forgetMails,
    ...forgetOperations,
    ...forgetFiles,
    ...forgetAttachments,
    ...forgetProofs,
    ...forgetIdentityEvents,
    ...forgetFactors,
    ...forgetSso,
    ...forgetSessions,
    ...forgetEmailChanges,
    ...forgetFoundingKeys,
    ...forgetJoinings,
  ]),
]

/** The API over a database, and what protocols find beside it: what main listens with, and what tests speak to in process. */
export const createApp = (options: AppOptions) => {
  const app = mount(endpointsOf(options), {
    ...options,
    recognition: {
      identifySession,
      identifySessionUnconfined,
      identifyPending,
      readSession,
      readPending,
      touchSession,
    },
  })
  return mountProtocol(app, [...organizationProtocol, ...ssoProtocol(options)], options)
}

/** What a browser or a probe reaches: the API with health, its description, metrics and the pages around it. */
export const createWebsite = (
  app: ReturnType<typeof createApp>,
  options: Omit<SiteOptions, 'api' | 'openApi'> & { version: string; publicUrl: string },
) =>
  createSite({
    ...options,
    api: app,
    openApi: toOpenApi(api, { version: options.version, serverUrl: options.publicUrl }),
  })
