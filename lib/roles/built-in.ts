import { PERMISSION_NAMES, isImplicit, type Permission } from '../core/permissions.ts'

/** A role that every installation has. Name and existence are fixed; permissions can be edited and reset to these, except ADMIN's. */
export type BuiltInRole = { id: string; name: string; description: string; holdsAll?: true; permissions: readonly Permission[] }

/** The role that holds everything (seed 004). */
export const ADMIN_ROLE_ID = '64d3145b-034c-4328-b637-8eb54313b7c5'

const readings = PERMISSION_NAMES.filter((name) => !isImplicit(name) && name.endsWith(':read'))

/** Names and ids of the first three are seed 004's (FLIP). */
export const BUILT_IN_ROLES: readonly BuiltInRole[] = [
  {
    id: ADMIN_ROLE_ID,
    name: 'ADMIN',
    description: 'Administrators: may do everything, now and in later versions.',
    holdsAll: true,
    permissions: [],
  },
  {
    id: '10b64ed0-bc90-4c01-9cc3-933c704905c1',
    name: 'RESEARCHER',
    description: 'May create projects in client applications.',
    permissions: ['CAN_CREATE_PROJECTS'],
  },
  {
    id: 'cdee79c9-a5e1-4b9e-a315-1ec2f3d29efe',
    name: 'VIEWER',
    description: 'Sees what is shared with them in client applications.',
    permissions: [],
  },
  {
    id: '3b0f8d54-6a0e-4c0e-9d0a-5f3d0c9b7a11',
    name: 'Enrollment approver',
    description: 'Reads applications to join, approves and rejects them.',
    permissions: ['enrollment:read', 'enrollment:approve'],
  },
  {
    id: '7c1d2f7e-92b4-4d5e-8a53-1e6f4b8c2d22',
    name: 'Auditor',
    description: 'Reads everything and exports the audit log, changes nothing.',
    permissions: [...readings, 'audit:export', 'CAN_ACCESS_ADMIN_PANEL'],
  },
  {
    id: 'a94e6b03-5d17-4f7b-b3c6-2d8e9f0a1b33',
    name: 'Group manager',
    description: 'Adds members to groups and removes them, decides who may join.',
    permissions: ['user:read', 'group:read', 'group:manage-members', 'enrollment:read', 'enrollment:approve'],
  },
  {
    id: 'd25f7a91-0c38-4b9a-9e14-6b7c8d9e0f44',
    name: 'Staff',
    description: 'Opens the administration and looks users up.',
    permissions: ['CAN_ACCESS_ADMIN_PANEL', 'user:read', 'role:read', 'group:read'],
  },
]
