import * as about from './about.ts'
import * as audit from './audit.ts'
import * as authenticators from './authenticators.ts'
import * as closing from './closing.ts'
import * as door from './door.ts'
import * as fields from './fields.ts'
import * as flows from './flows.ts'
import * as founding from './founding.ts'
import * as hubs from './hubs.ts'
import * as identities from './identities.ts'
import * as imports from './imports.ts'
import * as joining from './joining.ts'
import * as members from './members.ts'
import * as operations from './operations.ts'
import * as organizations from './organizations.ts'
import * as pictures from './pictures.ts'
import * as policies from './policies.ts'
import * as roles from './roles.ts'
import type { Route } from './route.ts'
import * as sessions from './sessions.ts'
import * as sso from './sso.ts'
import * as tasks from './tasks.ts'

/** The whole API. A name here is the OpenAPI operationId and the method of the client. */
export const api = {
  getAbout: about.getAbout,
  listDevelopmentMails: about.listDevelopmentMails,

  signIn: sessions.signIn,
  listMyOrganizations: sessions.listMyOrganizations,
  switchOrganization: sessions.switchOrganization,
  getSession: sessions.getSession,
  listMyHubs: sessions.listMyHubs,
  provePassword: door.provePassword,
  sendEmailCode: door.sendEmailCode,
  proveEmailCode: door.proveEmailCode,
  proveTotp: door.proveTotp,
  proveRecoveryCode: door.proveRecoveryCode,
  breakGlass: door.breakGlass,
  signOut: sessions.signOut,
  listMySessions: sessions.listMySessions,
  endMySession: sessions.endMySession,
  signOutEverywhere: sessions.signOutEverywhere,

  findDoor: sso.findDoor,
  startSso: sso.startSso,
  finishSso: sso.finishSso,
  getProviderSignOut: sso.getProviderSignOut,

  checkPasswordLink: identities.checkPasswordLink,
  setPassword: identities.setPassword,
  changePassword: identities.changePassword,
  forgotPassword: identities.forgotPassword,
  getMySecurity: authenticators.getMySecurity,
  startEnrolment: authenticators.startEnrolment,
  confirmEnrolment: authenticators.confirmEnrolment,
  removeAuthenticator: authenticators.removeAuthenticator,
  replaceRecoveryCodes: authenticators.replaceRecoveryCodes,
  checkAuthenticatorReset: authenticators.checkAuthenticatorReset,
  confirmAuthenticatorReset: authenticators.confirmAuthenticatorReset,
  startEmailChange: identities.startEmailChange,
  confirmEmailChange: identities.confirmEmailChange,
  checkEmailChange: identities.checkEmailChange,
  undoEmailChange: identities.undoEmailChange,
  nameHome: identities.nameHome,
  startIdentityDeletion: identities.startIdentityDeletion,
  undoIdentityDeletion: identities.undoIdentityDeletion,

  previewCopy: founding.previewCopy,
  createOrganization: founding.createOrganization,
  getFoundingReport: founding.getFoundingReport,

  getOrganization: organizations.getOrganization,
  updateOrganization: organizations.updateOrganization,
  findSlug: organizations.findSlug,
  replaceLogo: pictures.replaceLogo,
  removeLogo: pictures.removeLogo,
  handOverOwnership: closing.handOverOwnership,
  startOrganizationDeletion: closing.startOrganizationDeletion,
  undoOrganizationDeletion: closing.undoOrganizationDeletion,
  exportOrganization: closing.exportOrganization,

  getSignInPolicy: policies.getSignInPolicy,
  updateSignInPolicy: policies.updateSignInPolicy,
  cancelPlannedPolicy: policies.cancelPlannedPolicy,
  dryRunSignInPolicy: policies.dryRunSignInPolicy,
  replaceBreakGlassCodes: policies.replaceBreakGlassCodes,

  listConnections: sso.listConnections,
  createConnection: sso.createConnection,
  getConnection: sso.getConnection,
  updateConnection: sso.updateConnection,
  setConnectionStatus: sso.setConnectionStatus,
  removeConnection: sso.removeConnection,
  listTraces: sso.listTraces,
  createSetUpLink: sso.createSetUpLink,
  revokeSetUpLink: sso.revokeSetUpLink,
  openSetUp: sso.openSetUp,
  saveSetUp: sso.saveSetUp,
  listDomains: sso.listDomains,
  addDomain: sso.addDomain,
  updateDomain: sso.updateDomain,
  checkDomain: sso.checkDomain,
  removeDomain: sso.removeDomain,

  listUsers: members.listUsers,
  getUser: members.getUser,
  updateUser: members.updateUser,
  suspendUser: members.suspendUser,
  restoreUser: members.restoreUser,
  removeUser: members.removeUser,
  changeUsers: members.changeUsers,
  undoUserChange: members.undoUserChange,
  listUserSessions: members.listUserSessions,
  endUserSessions: members.endUserSessions,
  getUserFields: fields.getUserFields,
  updateUserFields: fields.updateUserFields,
  getUserSecurity: identities.getUserSecurity,
  resetUserPassword: identities.resetUserPassword,
  unlockUser: identities.unlockUser,
  resetUserAuthenticator: identities.resetUserAuthenticator,
  getMyProfile: members.getMyProfile,
  updateMyProfile: members.updateMyProfile,
  completeRegistration: members.completeRegistration,
  getMyFields: fields.getMyFields,
  updateMyFields: fields.updateMyFields,
  listProfileSources: members.listProfileSources,
  copyProfile: members.copyProfile,
  replaceMyPhoto: pictures.replaceMyPhoto,
  removeMyPhoto: pictures.removeMyPhoto,
  getPhoto: pictures.getPhoto,
  leaveOrganization: closing.leaveOrganization,

  listFields: fields.listFields,
  getField: fields.getField,
  createField: fields.createField,
  updateField: fields.updateField,
  orderFields: fields.orderFields,
  removeField: fields.removeField,

  addUser: joining.addUser,
  setGuests: sso.setGuests,
  unlinkUser: sso.unlinkUser,
  listRefusedJoins: sso.listRefusedJoins,
  addRefusedJoin: sso.addRefusedJoin,
  dismissRefusedJoin: sso.dismissRefusedJoin,
  inviteUser: joining.inviteUser,
  resendInvitation: joining.resendInvitation,
  revokeInvitation: joining.revokeInvitation,
  acceptInvitation: joining.acceptInvitation,
  declineInvitation: joining.declineInvitation,
  inviteColleague: joining.inviteColleague,
  getJoiningRules: joining.getJoiningRules,
  updateJoiningRules: joining.updateJoiningRules,
  listAccessLinks: joining.listAccessLinks,
  createAccessLink: joining.createAccessLink,
  revokeAccessLink: joining.revokeAccessLink,
  openAccessLink: joining.openAccessLink,
  startJoining: joining.startJoining,
  proveJoining: joining.proveJoining,
  finishJoining: joining.finishJoining,

  createUserImport: imports.createUserImport,
  listUserImports: imports.listUserImports,
  getUserImport: imports.getUserImport,
  updateUserImport: imports.updateUserImport,
  previewUserImport: imports.previewUserImport,
  startUserImport: imports.startUserImport,
  removeUserImport: imports.removeUserImport,

  listOperations: operations.listOperations,
  getOperation: operations.getOperation,
  cancelOperation: operations.cancelOperation,
  createDownloadLink: operations.createDownloadLink,
  downloadResult: operations.downloadResult,

  listAuditEvents: audit.listAuditEvents,
  listAuditActions: audit.listAuditActions,
  exportAuditEvents: audit.exportAuditEvents,
  getAuditChain: audit.getAuditChain,
  checkAuditChain: audit.checkAuditChain,

  listRoles: roles.listRoles,
  createRole: roles.createRole,
  updateRole: roles.updateRole,
  removeRole: roles.removeRole,
  listHolders: roles.listHolders,
  listCustomModules: roles.listCustomModules,
  createCustomModule: roles.createCustomModule,
  removeCustomModule: roles.removeCustomModule,

  listHubs: hubs.listHubs,
  createHub: hubs.createHub,
  getHub: hubs.getHub,
  updateHub: hubs.updateHub,
  removeHub: hubs.removeHub,

  listFlows: flows.listFlows,
  getFlow: flows.getFlow,
  createFlow: flows.createFlow,
  updateFlow: flows.updateFlow,
  removeFlow: flows.removeFlow,

  listTasks: tasks.listTasks,
  countTasks: tasks.countTasks,
  getTask: tasks.getTask,
  createTask: tasks.createTask,
  assignTasks: tasks.assignTasks,
  finishTask: tasks.finishTask,
  removeTasks: tasks.removeTasks,
  removeSampleTasks: tasks.removeSampleTasks,
  listAssignees: tasks.listAssignees,
} satisfies Record<string, Route>

export type Api = typeof api
