/**
 * `description` is what role editors show. `privileged` marks what administers others: holding one makes sessions shorter. `includes`
 * names what comes with it. `everywhereOnly` permissions cannot be limited to a group. `id` is fixed for those of seed 004 (FLIP).
 */
type Definition = {
  description: string
  privileged?: true
  everywhereOnly?: true
  includes?: readonly string[]
  id?: string
}

const define = <const T extends Record<string, Definition>>(definitions: T) => definitions

/** Everything one can be allowed to do here. Roles, checks, the role editor and the documentation read this one constant. */
export const PERMISSIONS = define({
  'user:read': { description: 'View users', privileged: true },
  'user:create': { description: 'Create users', privileged: true },
  'user:update': { description: "Edit users' profiles", privileged: true },
  'user:deactivate': { description: 'Deactivate and reactivate users', privileged: true },
  'user:delete': { description: 'Move users to the trash and restore them', privileged: true },
  'user:purge': { description: 'Remove users for good', privileged: true },
  'user:send-password-link': { description: 'Send links that set or reset a password', privileged: true },
  'user:record-sign-in': { description: 'Record sign-ins that happened in another system', privileged: true },
  'user:export': { description: 'Export lists of users to a file', privileged: true },
  'session:read': { description: "View users' sessions and sign-in history", privileged: true },
  'session:end': { description: "End users' sessions", privileged: true },
  'role:read': { description: 'View roles and who holds them', privileged: true },
  'role:create': { description: 'Create roles', privileged: true, everywhereOnly: true },
  'role:update': { description: 'Edit roles and what they allow', privileged: true, everywhereOnly: true },
  'role:delete': { description: 'Delete roles', privileged: true, everywhereOnly: true },
  'role:assign': { description: 'Give and take roles', privileged: true },
  'role:export': { description: 'Export who holds a role or a permission to a file', privileged: true },
  'permission:define': { description: 'Define permissions for client applications', privileged: true, everywhereOnly: true },
  'permission:check': { description: 'Ask what any user may do (client applications)', privileged: true },
  'group:read': { description: 'View groups and their members', privileged: true },
  'group:create': { description: 'Create groups', privileged: true },
  'group:update': { description: 'Edit and move groups', privileged: true },
  'group:delete': { description: 'Delete groups', privileged: true },
  'group:approve': { description: 'Approve groups: list them publicly and open them to requests', privileged: true },
  'group:trust': { description: 'Trust groups: let their managers decide who comes in', privileged: true },
  'group:remove-members': { description: 'Remove members from groups', privileged: true },
  'group:manage-members': {
    description: 'Add members to groups, change their roles and ends, remove them',
    privileged: true,
    includes: ['group:remove-members'],
  },
  'membership:read': { description: 'View memberships of the organisation', privileged: true },
  'membership:create': { description: 'Create memberships of the organisation', privileged: true },
  'membership:update': { description: 'Edit memberships of the organisation', privileged: true },
  'membership:delete': { description: 'Delete memberships of the organisation', privileged: true },
  'membership:export': { description: 'Export memberships of the organisation to a file', privileged: true },
  'custom-field:read': { description: 'View how extra user fields are defined', privileged: true, everywhereOnly: true },
  'custom-field:define': {
    description: 'Define extra user fields',
    privileged: true,
    everywhereOnly: true,
    includes: ['custom-field:read'],
  },
  'note:read': { description: 'Read administrators’ notes on users', privileged: true },
  'note:write': { description: 'Write notes on users', privileged: true, includes: ['note:read'] },
  'banner:read': { description: 'View all site banners', privileged: true, everywhereOnly: true },
  'enrollment:read': { description: 'View people asking to join', privileged: true },
  'enrollment:approve': { description: 'Approve and reject people asking to join', privileged: true },
  'enrollment:invite': { description: 'Invite people, and start enrollments for them', privileged: true },
  'enrollment-pool:read': { description: 'View enrollment pools, without their links', privileged: true },
  'enrollment-pool:create': { description: 'Create enrollment pools', privileged: true },
  'enrollment-pool:update': { description: 'Edit, pause and top up enrollment pools', privileged: true },
  'enrollment-pool:delete': { description: 'Delete enrollment pools', privileged: true },
  'enrollment-pool:share': {
    description: 'See, export and rotate the links of enrollment pools',
    privileged: true,
    includes: ['enrollment-pool:read'],
  },
  'login-code:read': { description: 'View login codes: for whom, by whom, whether used', privileged: true },
  'login-code:create': { description: 'Make one-time codes that sign users in', privileged: true, includes: ['login-code:read'] },
  'seen-token:read': { description: 'Look up tokens of other systems that were used', privileged: true, everywhereOnly: true },
  'seen-token:use': { description: 'Mark tokens of other systems as used (client applications)', privileged: true, everywhereOnly: true },
  'seen-token:delete': { description: 'Delete the marks of tokens that ended long ago', privileged: true, everywhereOnly: true },
  'certificate:read': { description: "View users' certificates", privileged: true },
  'certificate:issue': { description: 'Issue certificates for users', privileged: true },
  'certificate:revoke': { description: "Revoke users' certificates", privileged: true },
  'certificate-authority:read': { description: 'View the certificate authority', privileged: true, everywhereOnly: true },
  'certificate-authority:replace': {
    description: 'Create or import the certificate authority',
    privileged: true,
    everywhereOnly: true,
    includes: ['certificate-authority:read'],
  },
  'audit:read': { description: 'Read the audit log', privileged: true },
  'audit:export': { description: 'Export the audit log to a file', privileged: true },
  'statistics:read': { description: 'View the figures of the installation', privileged: true, everywhereOnly: true },
  'settings:read': { description: 'View the settings', privileged: true, everywhereOnly: true },
  'settings:update': { description: 'Change the settings', privileged: true, everywhereOnly: true },
  'job:read': { description: 'View background jobs', privileged: true, everywhereOnly: true },
  'job:retry': { description: 'Run failed jobs again', privileged: true, everywhereOnly: true },
  'outbox:read': { description: 'View outgoing mail', privileged: true, everywhereOnly: true },
  'outbox:send-test': { description: 'Send a test mail', privileged: true, everywhereOnly: true },
  'outbox:retry': { description: 'Send held and failed mail again', privileged: true, everywhereOnly: true },

  'account:read': { description: 'View one’s own account' },
  'account:update': { description: 'Edit one’s own profile and preferences' },
  'account:change-password': { description: 'Change one’s own password' },
  'account:end-sessions': { description: 'End one’s own sessions' },
  'account:use-certificates': { description: 'Ask for, download and revoke one’s own certificates' },

  'public:read-groups': { description: 'View the public list of approved groups' },
  'public:enroll': { description: 'Ask to join with a link, and follow one’s own enrollment' },
  'public:request-access': { description: 'Ask to be let in without a link' },
  'public:read-revocation-list': { description: 'Fetch the list of revoked certificates' },

  'auth:claim-first-administrator': { description: 'Become the first administrator with a one-time link' },
  'auth:request-password-reset': { description: 'Ask for a link to reset a forgotten password' },
  'auth:set-password': { description: 'Set a password with a one-time link' },
  'auth:use-login-code': { description: 'Sign in with a one-time code' },
  'auth:use-certificate': { description: 'Sign in with a client certificate' },

  'system:link-first-administrator': { description: 'Make the one-time link for the first administrator (server only)' },
  'system:synchronize': { description: 'Bring the catalogue of permissions and roles up to date (start-up only)' },
  'system:purge-trash': { description: 'Remove users whose time in the trash is over (the daily job only)' },
  'system:continue-bulk-runs': { description: 'Carry on with bulk runs that were confirmed (the worker only)' },
  'system:maintain-audit': {
    description: 'Seal the audit log, verify it and let old months go (the daily jobs and the command line only)',
  },
  'system:maintain-enrollments': {
    description: 'Expire enrollments, remind approvers and mail their digests (the background jobs only)',
  },
  'system:maintain-certificates': { description: 'Sign certificates and revocation lists (the background jobs only)' },
  'system:forget-seen-tokens': { description: 'Let go the marks of tokens that ended long ago (the daily job only)' },
  'system:remind-members': { description: 'Tell members that their time in a group ends soon (the daily job only)' },
  'system:import-users': { description: 'Import users with their password hashes (command line only)' },

  CAN_ACCESS_ADMIN_PANEL: {
    description: 'Open the administration',
    id: '6d1da2d7-e510-488c-9085-8608cd817256',
    privileged: true,
    everywhereOnly: true,
  },
  CAN_APPROVE_PROJECTS: { description: 'Approve projects (client applications)', id: 'e2703e64-0186-4bc1-ac40-ba4ef63255ec' },
  CAN_CREATE_PROJECTS: { description: 'Create projects (client applications)', id: '1140ab45-fefb-4a3b-b350-90dd84f9be4b' },
  CAN_DELETE_ANY_PROJECT: { description: 'Delete any project (client applications)', id: 'fa2f251f-9d4d-4ba7-8dd1-becd9230dac0' },
  CAN_MANAGE_DEPLOYMENTS: { description: 'Manage deployments (client applications)', id: '4c9769ed-a939-4c73-b320-139f574368c3' },
  CAN_MANAGE_PROJECTS: { description: 'Manage all projects (client applications)', id: 'fc2f242e-848f-4983-ab14-fd3c5604535d' },
  CAN_MANAGE_SITE_BANNER: {
    description: 'Manage site banners',
    id: '5a6c4185-6c90-4b26-bc87-f9436e2042b8',
    privileged: true,
    everywhereOnly: true,
    includes: ['banner:read'],
  },
  CAN_MANAGE_USERS: {
    description: 'Manage users: everything that can be done to a user',
    id: 'f6dbd04e-d1ef-4cb7-84c2-c29fb35cf83b',
    privileged: true,
    includes: [
      'user:read',
      'user:create',
      'user:update',
      'user:deactivate',
      'user:delete',
      'user:purge',
      'user:send-password-link',
      'user:record-sign-in',
      'user:export',
      'session:read',
      'session:end',
      'role:read',
      'role:assign',
      'role:export',
      'group:read',
      'group:manage-members',
      'enrollment:read',
      'enrollment:approve',
      'enrollment:invite',
      'enrollment-pool:share',
      'enrollment-pool:create',
      'enrollment-pool:update',
      'enrollment-pool:delete',
      'certificate:read',
      'certificate:issue',
      'certificate:revoke',
      'note:write',
    ],
  },
  CAN_UNSTAGE_PROJECTS: { description: 'Unstage projects (client applications)', id: 'a695be07-23c7-448d-a5df-36c3f63ca29d' },
})

/** A permission of the catalogue. Those that administrators define for their own applications are plain strings in the database. */
export type Permission = keyof typeof PERMISSIONS

/** All names of the catalogue. */
export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as Permission[]

const definitionOf = (name: Permission): Definition => PERMISSIONS[name]

/** What holding `name` amounts to: itself and all that it includes, directly or further down. */
export function closureOf(name: Permission): Permission[] {
  const found = new Set<Permission>()
  const visit = (next: Permission) => {
    if (found.has(next)) return
    found.add(next)
    for (const included of definitionOf(next).includes ?? []) visit(included as Permission)
  }
  visit(name)
  return [...found]
}

/** Whether holding it makes a session privileged: shorter, and the user shown under that filter. */
export const isPrivileged = (name: Permission) => definitionOf(name).privileged === true

/** Whether a grant within a group may not carry it: roles, settings, banners and the like have no group. */
export const isEverywhereOnly = (name: Permission) => closureOf(name).some((each) => definitionOf(each).everywhereOnly === true)

/** The fixed id of seed 004, when the permission comes from there. */
export const fixedIdOf = (name: Permission) => definitionOf(name).id

/** What every active user may do without any role: look after themselves. */
export const SELF_PERMISSIONS = [
  'account:read',
  'account:update',
  'account:change-password',
  'account:end-sessions',
  'account:use-certificates',
  'public:read-groups',
  'public:enroll',
  'public:request-access',
  'public:read-revocation-list',
] as const satisfies readonly Permission[]

/** What anybody may do without signing in. This list and the public pages may only shrink. */
export const ANONYMOUS_PERMISSIONS = [
  'auth:claim-first-administrator',
  'auth:request-password-reset',
  'auth:set-password',
  'auth:use-login-code',
  'auth:use-certificate',
  'public:read-groups',
  'public:enroll',
  'public:request-access',
  'public:read-revocation-list',
] as const satisfies readonly Permission[]

/** Permissions that no role carries: everybody has them already, nobody signed in needs them, or only the program itself may. */
export const isImplicit = (name: Permission) => /^(account|auth|public|system):/.test(name)
