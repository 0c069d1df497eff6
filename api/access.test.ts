import { expect, test } from 'vitest'
import { api } from './index.ts'
import type { Access } from './route.ts'

const names = (holds: (route: { access: Access; method: string }) => boolean) =>
  Object.entries(api)
    .filter(([, route]) => holds(route))
    .map(([name]) => name)
    .toSorted()

/** Whoever leaves a permission out of a route, or gives it a wider access, adds it here, where it is seen. */
test.each([
  [
    'public',
    'checkAuthenticatorReset checkEmailChange checkPasswordLink confirmAuthenticatorReset findDoor finishJoining finishSso forgotPassword getAbout listDevelopmentMails openAccessLink openSetUp proveJoining saveSetUp setPassword signIn startJoining startSso undoEmailChange',
  ],
  ['proving', 'getProviderSignOut proveEmailCode provePassword sendEmailCode signOut'],
  [
    'pending',
    'acceptInvitation breakGlass changePassword confirmEnrolment createOrganization declineInvitation findSlug getMySecurity listMyOrganizations previewCopy proveRecoveryCode proveTotp signOutEverywhere startEnrolment startIdentityDeletion switchOrganization undoIdentityDeletion undoOrganizationDeletion',
  ],
  ['step-up', 'getSession'],
  [
    'registering',
    'completeRegistration confirmEmailChange copyProfile endMySession getMyFields getMyProfile getPhoto leaveOrganization listFields listMySessions listProfileSources nameHome removeAuthenticator removeMyPhoto replaceMyPhoto replaceRecoveryCodes startEmailChange updateMyFields updateMyProfile',
  ],
  [
    'member',
    'cancelOperation createDownloadLink downloadResult getOperation getUserFields handOverOwnership inviteColleague listCustomModules listMyHubs listOperations startOrganizationDeletion',
  ],
] as const)('RP3: what wants no permission is said by name: %s', (access, expected) => {
  expect(names((route) => route.access === access).join(' ')).toBe(expected)
})

test('RP3: what changes something wants more than a permission to look, but for what is named here', () => {
  const looks = ({ access, method }: { access: Access; method: string }) =>
    access.endsWith(':view') && method !== 'GET'
  expect(names(looks)).toEqual([
    'addComment',
    'changeUsers',
    'checkAuditChain',
    'createAttachment',
    'createTaskView',
    'dryRunSignInPolicy',
    'exportAuditEvents',
    'exportMatches',
    'orderTaskViews',
    'removeAttachment',
    'removeComment',
    'removeTaskView',
    'undoUserChange',
    'updateTaskView',
  ])
})

test('RP3: each part of the work is guarded by permissions of its own', () => {
  const parts: [path: RegExp, permissions: RegExp][] = [
    [/^\/(tasks|task-|sample-tasks|attachments)/, /^tasks:/],
    [/^\/flow/, /^flows:/],
    [/^\/programs/, /^(programs:(view|create|edit|delete)|matches:)/],
    [/^\/(matches|proposals)/, /^matches:/],
    [/^\/me\/(programs|matches|frozen-programs)/, /^programs:join$/],
    [/^\/billing/, /^billing:/],
  ]
  for (const [path, permission] of parts) {
    const routes = Object.entries(api).filter(([, route]) => path.test(route.path))
    expect(routes.length, String(path)).toBeGreaterThan(2)
    for (const [name, route] of routes) expect(route.access, name).toMatch(permission)
  }
})
