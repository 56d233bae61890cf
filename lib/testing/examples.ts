import { ADMIN_ROLE_ID } from '../roles/built-in.ts'

/** Somebody and something that an outsider should not be able to reach. */
export type Victim = {
  userId: string
  username: string
  email: string
  sessionId: string
  grantId: string
  roleId: string
  outboxId: string
  runId: string
  auditEventId: string
  viewId: string
  fieldId: string
  noteId: string
  jobId: string
  bannerId: string
  groupId: string
  requestId: string
  certificateId: string
  membershipId: string
  accessRequestId: string
  poolId: string
  linkId: string
  invitationId: string
  enrollmentId: string
  codeId: string
  seenTokenId: string
}

/**
 * What an outsider (all permissions, but within another group) gets. `refused`: FORBIDDEN or NOT_FOUND, INVALID or RULE where the input
 * names no existing thing. `blind`: an answer without a trace of the victim. `own`: the operation is about the actor alone. `anyone`: it
 * needs no session; its own tests say what it refuses.
 */
export type Example = { input: (victim: Victim) => unknown; outsider: 'refused' | 'blind' | 'own' | 'anyone' }

const of = (outsider: Example['outsider'], input: (victim: Victim) => unknown = () => ({})): Example => ({ outsider, input })
const aboutUser = ({ userId }: Victim) => ({ userId })
const aboutGroup = ({ groupId }: Victim) => ({ groupId })
const aboutMember = ({ groupId, userId }: Victim) => ({ groupId, userId })
const aboutPool = ({ poolId }: Victim) => ({ poolId })
const withReason = ({ userId }: Victim) => ({ userId, reason: 'Because' })

/** A code of the right shape that nobody has. */
const NO_CODE = '0'.repeat(26)

/** A valid input for every operation. A new operation without one fails the generated tests. */
export const EXAMPLES: Record<string, Example> = {
  listUsers: of('blind', ({ username }) => ({ q: username, status: 'any' })),
  searchUsers: of('blind', ({ username }) => ({ q: username })),
  getUser: of('refused', aboutUser),
  getUsers: of('blind', ({ userId }) => ({ userIds: [userId] })),
  getUserByUsername: of('refused', ({ username }) => ({ username })),
  getUserByEmail: of('refused', ({ email }) => ({ email })),
  userExists: of('blind', aboutUser),
  // Whoever may create users learns whether a name is taken anyway.
  usernameAvailable: of('blind', ({ username }) => ({ username })),
  emailAvailable: of('blind', ({ email }) => ({ email })),
  countUsersByStatus: of('blind'),
  listUsersCreatedWithin: of('blind', () => ({ from: '2000-01-01', to: '2100-01-01' })),
  exportUsers: of('blind', ({ userId }) => ({ userIds: [userId] })),
  createUser: of('refused', () => ({ username: 'out.sider', email: 'outsider@example.org' })),
  createUsers: of('refused', () => ({ users: [{ username: 'out.sider', email: 'outsider@example.org' }] })),
  updateUser: of('refused', ({ userId }) => ({ userId, version: 1, organisation: 'Mine' })),
  upsertUser: of('refused', ({ email }) => ({ email, organisation: 'Mine' })),
  deactivateUser: of('refused', withReason),
  reactivateUser: of('refused', aboutUser),
  deleteUser: of('refused', aboutUser),
  restoreUser: of('refused', aboutUser),
  purgeUser: of('refused', ({ userId, username }) => ({ userId, username })),
  purgeTrash: of('refused'),
  recordSignIn: of('refused', aboutUser),

  deactivateUsers: of('blind', ({ userId }) => ({ userIds: [userId], reason: 'Because', preview: true })),
  reactivateUsers: of('blind', ({ userId }) => ({ userIds: [userId], preview: true })),
  deleteUsers: of('blind', ({ userId }) => ({ userIds: [userId], preview: true })),
  restoreUsers: of('blind', ({ userId }) => ({ userIds: [userId], preview: true })),
  purgeUsers: of('blind', ({ userId }) => ({ userIds: [userId], preview: true })),
  grantRoleToUsers: of('refused', ({ userId, roleId }) => ({ userIds: [userId], roleId, preview: true })),
  endRoleOfUsers: of('blind', ({ userId, roleId }) => ({ userIds: [userId], roleId, preview: true })),
  setFieldOfUsers: of('blind', ({ userId }) => ({ userIds: [userId], field: 'organisation', value: 'Mine', preview: true })),
  sendPasswordLinks: of('blind', ({ userId }) => ({ userIds: [userId], kind: 'reset', preview: true })),
  cancelBulkRun: of('refused', ({ runId }) => ({ runId })),
  undoBulkRun: of('refused', ({ runId }) => ({ runId })),
  continueBulkRun: of('refused', ({ runId }) => ({ runId })),
  resumeBulkRuns: of('refused'),
  forgetBulkResults: of('refused'),
  listBulkRuns: of('blind'),
  getBulkRun: of('refused', ({ runId }) => ({ runId })),
  listBulkResults: of('refused', ({ runId }) => ({ runId })),
  exportBulkResults: of('refused', ({ runId }) => ({ runId })),

  listRoles: of('blind'),
  rolesOfUser: of('refused', aboutUser),
  getRole: of('blind', ({ roleId }) => ({ roleId })),
  compareRoles: of('blind', ({ roleId }) => ({ roleIds: [roleId, ADMIN_ROLE_ID] })),
  listGrantsOfRole: of('blind', ({ roleId }) => ({ roleId })),
  createRole: of('refused', () => ({ name: 'Mine' })),
  updateRole: of('refused', ({ roleId }) => ({ roleId, version: 1, permissions: [] })),
  resetRole: of('refused', ({ roleId }) => ({ roleId, version: 1 })),
  deleteRole: of('refused', ({ roleId }) => ({ roleId, confirm: 'VIEWER' })),
  replaceRolesOfUser: of('refused', ({ userId, roleId }) => ({ userId, roleIds: [roleId] })),
  grantRole: of('refused', ({ userId, roleId }) => ({ userId, roleId })),
  changeGrant: of('refused', ({ userId, grantId }) => ({ userId, grantId, validUntil: '2099-01-01' })),
  endGrant: of('refused', ({ userId, grantId }) => ({ userId, grantId })),
  explainUser: of('refused', aboutUser),
  compareUsers: of('refused', ({ userId }) => ({ userIds: [userId, '00000000-0000-7000-8000-000000000000'] })),
  whoHas: of('blind', ({ username }) => ({ permission: 'user:read', status: 'any', q: username })),
  exportWhoHas: of('blind', ({ username }) => ({ permission: 'user:read', status: 'any', q: username })),

  listPermissions: of('blind'),
  getPermission: of('blind', () => ({ permission: 'user:read' })),
  definePermission: of('refused', () => ({ name: 'shop.refund', description: 'Refund orders' })),
  updatePermission: of('refused', () => ({ name: 'user:read', version: 1, description: 'Mine' })),
  deletePermission: of('refused', () => ({ name: 'user:read' })),
  may: of('blind', ({ userId }) => ({ userId, permission: 'user:read' })),
  mayAny: of('blind', ({ userId }) => ({ userId, permissions: ['user:read'] })),
  mayAll: of('blind', ({ userId }) => ({ userId, permissions: ['user:read'] })),
  grantAdministrator: of('refused', ({ email }) => ({ user: email })),
  synchronizeCatalogue: of('refused'),

  listPools: of('blind', ({ username }) => ({ q: username, state: 'any' })),
  searchPools: of('blind', ({ username }) => ({ q: username })),
  getPool: of('refused', aboutPool),
  listPoolLinks: of('refused', aboutPool),
  listListedPools: of('anyone'),
  exportPoolLinks: of('refused', aboutPool),
  createPool: of('refused', () => ({ name: 'Mine' })),
  updatePool: of('refused', ({ poolId }) => ({ poolId, version: 1, name: 'Mine' })),
  changePoolOwner: of('refused', aboutPool),
  pausePool: of('refused', aboutPool),
  resumePool: of('refused', aboutPool),
  deletePool: of('refused', ({ poolId }) => ({ poolId, preview: true })),
  showPoolLink: of('refused', ({ poolId, linkId }) => ({ poolId, linkId })),
  rotatePoolCode: of('refused', aboutPool),
  topUpPool: of('refused', ({ poolId }) => ({ poolId, links: 1 })),
  revokePoolLink: of('refused', ({ poolId, linkId }) => ({ poolId, linkId })),
  inviteUser: of('refused', ({ email }) => ({ email })),
  inviteUsers: of('refused', ({ email }) => ({ list: email })),
  resendInvitation: of('refused', ({ invitationId }) => ({ invitationId })),
  revokeInvitation: of('refused', ({ invitationId }) => ({ invitationId })),
  listInvitations: of('blind', ({ username }) => ({ q: username })),

  readEnrollmentLink: of('anyone', () => ({ token: NO_CODE })),
  checkEnrollmentCode: of('anyone', () => ({ code: NO_CODE })),
  enroll: of('anyone', () => ({
    token: NO_CODE,
    username: 'out.sider',
    email: 'outsider@example.org',
    firstName: 'Out',
    lastName: 'Sider',
  })),
  readOwnEnrollment: of('anyone', () => ({ token: NO_CODE })),
  updateOwnEnrollment: of('anyone', () => ({ token: NO_CODE, organisation: 'Mine' })),
  regenerateApprovalCode: of('anyone', () => ({ token: NO_CODE })),
  withdrawEnrollment: of('anyone', () => ({ token: NO_CODE })),
  answerQuestion: of('anyone', () => ({ token: NO_CODE, text: 'Me' })),
  readConfirmation: of('anyone', () => ({ token: 'x'.repeat(43) })),
  sendConfirmationAgain: of('anyone', () => ({ token: NO_CODE })),
  confirmEmail: of('anyone', () => ({ token: 'x'.repeat(43) })),
  finishSignUp: of('anyone', () => ({ token: 'x'.repeat(43), password: 'a long enough password of mine' })),
  setEnrollmentPassword: of('anyone', () => ({ token: NO_CODE, password: 'a long enough password of mine' })),
  startEnrollment: of('refused', () => ({ username: 'out.sider' })),
  getEnrollment: of('refused', ({ enrollmentId }) => ({ enrollmentId })),
  decideEnrollment: of('refused', ({ enrollmentId }) => ({ enrollmentId, version: 1, decision: 'reject', reason: 'Because' })),
  askApplicant: of('refused', ({ enrollmentId }) => ({ enrollmentId, text: 'Who are you?' })),
  deleteEnrollment: of('refused', ({ enrollmentId }) => ({ enrollmentId })),
  expireEnrollments: of('refused'),

  listGroups: of('blind'),
  groupTree: of('blind'),
  groupBranch: of('blind'),
  searchGroups: of('blind'),
  listApprovedGroups: of('anyone'),
  listTrustedGroups: of('blind'),
  getGroup: of('refused', aboutGroup),
  listGroupMembers: of('refused', aboutGroup),
  getGroupMember: of('refused', aboutMember),
  listGroupGrants: of('refused', aboutGroup),
  listGroupRequests: of('refused', aboutGroup),
  getGroupRequest: of('refused', ({ requestId }) => ({ requestId })),
  groupActivity: of('refused', aboutGroup),
  groupsOfUser: of('refused', aboutUser),
  myGroups: of('own'),
  exportGroupMembers: of('refused', aboutGroup),
  createGroup: of('refused', () => ({ name: 'Mine' })),
  updateGroup: of('refused', ({ groupId }) => ({ groupId, version: 1, name: 'Mine' })),
  upsertGroup: of('refused', () => ({ name: 'Mine' })),
  moveGroup: of('refused', ({ groupId }) => ({ groupId, version: 1, parentId: null })),
  deleteGroup: of('refused', ({ groupId }) => ({ groupId, preview: true })),
  approveGroup: of('refused', aboutGroup),
  revokeGroupApproval: of('refused', aboutGroup),
  trustGroup: of('refused', aboutGroup),
  revokeGroupTrust: of('refused', aboutGroup),
  addGroupMember: of('refused', aboutMember),
  addGroupMembers: of('refused', ({ groupId, username }) => ({ groupId, list: username })),
  changeGroupMember: of('refused', (victim) => ({ ...aboutMember(victim), version: 1, role: 'manager' })),
  renewGroupMember: of('refused', (victim) => ({ ...aboutMember(victim), validUntil: null })),
  removeGroupMember: of('refused', aboutMember),
  leaveGroup: of('refused', aboutGroup),
  requestToJoin: of('refused', ({ groupId }) => ({ groupId, reason: 'Please' })),
  withdrawGroupRequest: of('refused', ({ requestId }) => ({ requestId })),
  decideGroupRequest: of('refused', ({ requestId }) => ({ requestId, version: 1, decision: 'approve' })),
  remindMembers: of('refused'),

  listInbox: of('blind', ({ username }) => ({ q: username, state: 'all' })),
  decideInboxItems: of('blind', ({ requestId, accessRequestId }) => ({
    items: [`group-request:${requestId}:1`, `access-request:${accessRequestId}:1`],
    decision: 'reject',
    reason: 'Because',
  })),
  notifyApprovers: of('refused', ({ accessRequestId }) => ({ kind: 'access-request', itemId: accessRequestId })),
  mailDigests: of('refused'),
  remindApprovers: of('refused'),
  getAccessRequestForm: of('anyone'),
  requestAccess: of('anyone', () => ({ email: 'outsider@example.org', fullName: 'Out Sider', reason: 'Because', website: 'robot' })),
  getAccessRequest: of('refused', ({ accessRequestId }) => ({ requestId: accessRequestId })),
  handleAccessRequest: of('refused', ({ accessRequestId }) => ({ requestId: accessRequestId, version: 1, decision: 'dismiss' })),

  listUserActivity: of('refused', aboutUser),
  listAuditEvents: of('blind', ({ userId }) => ({ target: `user:${userId}` })),
  getAuditEvent: of('refused', ({ auditEventId }) => ({ eventId: auditEventId })),
  getAuditState: of('blind'),
  exportAuditEvents: of('blind', ({ userId }) => ({ target: `user:${userId}`, format: 'ndjson' })),
  sealAuditLog: of('refused'),
  verifyAuditLog: of('refused'),
  prepareAuditMonths: of('refused'),
  dropAuditMonth: of('refused', () => ({ keepMonths: 1 })),

  listSessions: of('refused', aboutUser),
  endSession: of('refused', ({ userId, sessionId }) => ({ userId, sessionId })),
  endAllSessions: of('refused', aboutUser),
  listOwnSessions: of('own'),
  endOwnSession: of('refused', ({ sessionId }) => ({ sessionId })),
  endOwnOtherSessions: of('own'),
  signOut: of('own'),

  sendPasswordLink: of('refused', ({ userId }) => ({ userId, kind: 'invitation' })),
  createLoginCode: of('refused', aboutUser),
  voidLoginCode: of('refused', ({ codeId }) => ({ codeId })),
  deleteLoginCode: of('refused', ({ codeId }) => ({ codeId })),
  exchangeCertificate: of('anyone', () => ({})),
  exchangeLoginCode: of('anyone', () => ({ code: 'ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ' })),
  listLoginCodes: of('blind'),
  getLoginCode: of('refused', ({ codeId }) => ({ codeId })),
  useOnce: of('refused', () => ({ token: 'mine' })),
  findSeenToken: of('refused', () => ({ token: 'mine' })),
  listSeenTokens: of('refused'),
  getSeenToken: of('refused', ({ seenTokenId }) => ({ tokenId: seenTokenId })),
  deleteSeenToken: of('refused', ({ seenTokenId }) => ({ tokenId: seenTokenId })),
  forgetSeenTokens: of('refused'),
  requestPasswordReset: of('anyone', ({ email }) => ({ identifier: email })),
  setPasswordWithLink: of('anyone', () => ({ token: 'x'.repeat(43), password: 'a long enough password of mine' })),
  getPasswordLink: of('anyone', () => ({ token: 'x'.repeat(43) })),
  changePassword: of('refused', () => ({ currentPassword: 'not the right one', newPassword: 'a long enough password of mine' })),

  issueFirstAdministratorSecret: of('refused'),
  claimFirstAdministrator: of('anyone', () => ({
    token: 'x'.repeat(43),
    username: 'first.one',
    email: 'first@example.org',
    password: 'a long enough password of mine',
  })),
  getFirstAdministratorLink: of('anyone', () => ({ token: 'x'.repeat(43) })),

  listSavedViews: of('blind'),
  createSavedView: of('own', () => ({ name: 'Mine', search: 'status=trash' })),
  updateSavedView: of('refused', ({ viewId }) => ({ viewId, version: 1, name: 'Mine' })),
  deleteSavedView: of('refused', ({ viewId }) => ({ viewId })),

  listMemberships: of('blind', ({ username }) => ({ q: username })),
  getMembership: of('refused', ({ membershipId }) => ({ membershipId })),
  membershipOfUser: of('refused', aboutUser),
  createMembership: of('refused', aboutUser),
  updateMembership: of('refused', ({ membershipId }) => ({ membershipId, version: 1, city: 'Mine' })),
  upsertMembership: of('refused', ({ userId }) => ({ userId, city: 'Mine' })),
  deleteMembership: of('refused', ({ membershipId }) => ({ membershipId })),
  exportMemberships: of('blind', ({ username }) => ({ search: `q=${username}` })),
  ownMembership: of('own'),
  joinMembership: of('own', ({ email }) => ({
    legalName: 'Out Sider',
    preferredName: 'Out',
    emailAddress: email,
    city: 'Turku',
    region: 'Southwest Finland',
    country: 'Finland',
    postalCode: '20100',
    codeOfConduct: true,
  })),
  updateOwnMembership: of('refused', () => ({ version: 1, city: 'Mine' })),
  leaveMembership: of('refused'),
  affirmVote: of('refused'),

  listCustomFields: of('refused'),
  getCustomField: of('refused', ({ fieldId }) => ({ fieldId })),
  listFieldsForNewUser: of('blind'),
  // Anybody signed in sees of public profiles what is for everyone; this user has nothing of the kind.
  listFieldsOfUser: of('blind', aboutUser),
  listUsersByCustomField: of('blind', () => ({ key: 'shoe_size', value: '43' })),
  createCustomField: of('refused', () => ({ key: 'mine', label: 'Mine', type: 'text' })),
  updateCustomField: of('refused', ({ fieldId }) => ({ fieldId, version: 1, label: 'Mine' })),
  deleteCustomField: of('refused', ({ fieldId }) => ({ fieldId, key: 'shoe_size' })),
  listNotes: of('refused', aboutUser),
  createNote: of('refused', ({ userId }) => ({ userId, text: 'Mine' })),
  updateNote: of('refused', ({ noteId }) => ({ noteId, version: 1, text: 'Mine' })),
  deleteNote: of('refused', ({ noteId }) => ({ noteId })),

  getAccount: of('own'),
  myRoles: of('own'),
  updateAccount: of('refused', () => ({ version: 99, organisation: 'Mine' })),
  updatePreferences: of('own', () => ({})),

  listCertificates: of('blind', ({ username }) => ({ q: username })),
  getCertificate: of('refused', ({ certificateId }) => ({ certificateId })),
  certificatesOfUser: of('refused', aboutUser),
  listOwnCertificates: of('own'),
  issueCertificate: of('refused', aboutUser),
  renewCertificate: of('refused', ({ certificateId }) => ({ certificateId })),
  retryCertificate: of('refused', ({ certificateId }) => ({ certificateId })),
  revokeCertificate: of('refused', ({ certificateId }) => ({ certificateId, version: 1 })),
  requestOwnCertificate: of('refused'),
  renewOwnCertificate: of('refused', ({ certificateId }) => ({ certificateId })),
  revokeOwnCertificate: of('refused', ({ certificateId }) => ({ certificateId })),
  downloadOwnCertificate: of('refused', ({ certificateId }) => ({ certificateId })),
  getAuthority: of('refused'),
  createAuthority: of('refused'),
  importAuthority: of('refused', () => ({ certificatePem: 'Mine', keyPem: 'Mine' })),
  issuePendingCertificate: of('refused', ({ certificateId }) => ({ certificateId })),
  recordFailedIssue: of('refused', ({ certificateId }) => ({ certificateId, error: 'Mine' })),
  publishRevocationLists: of('refused'),
  requeueWaitingCertificates: of('refused'),
  // The list of what is revoked is for everybody; its own tests say what it holds.
  readRevocationList: of('anyone'),

  listSettings: of('refused'),
  updateSetting: of('refused', () => ({ key: 'trash.days', value: 60, version: 0 })),
  resetSetting: of('refused', () => ({ key: 'trash.days', version: 0 })),

  listOutbox: of('refused'),
  getMailStatus: of('refused'),
  getOutboxMessage: of('refused', ({ outboxId }) => ({ outboxId })),
  showLink: of('refused', ({ outboxId }) => ({ outboxId })),
  retryMessage: of('refused', ({ outboxId }) => ({ outboxId })),
  sendTestMail: of('refused', () => ({ toAddress: 'x@example.org' })),

  listBanners: of('refused'),
  getBanner: of('refused', ({ bannerId }) => ({ bannerId })),
  listBannerRoles: of('refused'),
  createBanner: of('refused', () => ({ title: 'Mine', message: 'Read this' })),
  updateBanner: of('refused', ({ bannerId }) => ({ bannerId, version: 1, title: 'Mine' })),
  enableBanner: of('refused', ({ bannerId }) => ({ bannerId })),
  disableBanner: of('refused', ({ bannerId }) => ({ bannerId })),
  deleteBanner: of('refused', ({ bannerId }) => ({ bannerId })),
  dismissBanner: of('blind', ({ bannerId }) => ({ bannerId, revision: 1 })),

  listJobs: of('refused'),
  getJob: of('refused', ({ jobId }) => ({ jobId })),
  getQueue: of('refused'),
  retryJob: of('refused', ({ jobId }) => ({ jobId })),

  getOverview: of('refused'),
  countSignUpsByMonth: of('refused', () => ({ year: 2026 })),
}
