// What the queries of groups answer.
import type { MemberRole, RequestStatus, UrlType } from './schema.ts'

/** Why something cannot be done, or null when it can. */
export type WhyNot = { reason: string; message: string } | null
type Named = { id: string; name: string }
/** A person as group pages name them: "Ann Lee (ann)". */
type Person = { id: string; label: string }

/** A group as lists show it. `members` are current ones of its own, counted to 1,000 (`membersMore`: there are more); `parent` is null when out of sight. */
export type GroupSummary = {
  id: string
  name: string
  location: string
  urlType: UrlType
  approved: boolean
  trusted: boolean
  parent: Named | null
  owner: Person | null
  members: number
  membersMore: boolean
  /** Directly below it, counted to 1,000. */
  subGroups: number
  /** "2026-03-14" */
  startDate: string | null
  createdAt: Date
}

/** A group as the tree shows it. */
export type GroupNode = Pick<GroupSummary, 'id' | 'name' | 'approved' | 'trusted' | 'members' | 'membersMore' | 'subGroups'>

/** The groups directly below one (null: the topmost in sight), by name; `more`: there are others. */
export type TreeLevel = { parentId: string | null; groups: GroupNode[]; more: boolean }

/** A group as anybody may see it. */
export type PublicGroup = {
  id: string
  name: string
  description: string
  location: string
  url: string
  urlType: UrlType
  startDate: string | null
}

/** A group as its page shows it, with what the viewer may do: a reason where they may not. */
export type GroupDetail = {
  id: string
  name: string
  description: string
  location: string
  url: string
  urlType: UrlType
  startDate: string | null
  approved: boolean
  trusted: boolean
  parentId: string | null
  owner: Person | null
  createdAt: Date
  updatedAt: Date
  version: number
  /** The groups above it that the viewer may see, the topmost first. */
  path: Named[]
  /** Each counted to 10,000. `pendingRequests` is null for who may not read them, `grants` (held itself) for who may not see roles. */
  counts: { members: number; managers: number; subGroups: number; grants: number | null; pendingRequests: number | null }
  /** What the viewer is in the group: their own membership if it has not ended, and whether they own it. */
  own: { role: MemberRole | null; validUntil: Date | null; isOwner: boolean }
  whyNot: {
    update: WhyNot
    move: WhyNot
    delete: WhyNot
    approve: WhyNot
    revokeApproval: WhyNot
    trust: WhyNot
    revokeTrust: WhyNot
    /** Add members, change their roles and ends, renew. */
    manageMembers: WhyNot
    removeMembers: WhyNot
    readRequests: WhyNot
    decide: WhyNot
    giveRoles: WhyNot
    exportMembers: WhyNot
    createSubGroup: WhyNot
    readActivity: WhyNot
    readGrants: WhyNot
  }
}

/** A user in a group. `email` is null for viewers who may not look this user up; `group` is another one only when sub-groups are listed too. */
export type GroupMemberRow = {
  id: string
  username: string
  fullName: string
  email: string | null
  /** Whether the viewer may open the user's page. */
  isVisible: boolean
  status: 'ACTIVE' | 'DEACTIVATED' | 'DELETED' | 'ANONYMIZED'
  role: MemberRole
  validUntil: Date | null
  ended: boolean
  addedAt: Date
  addedByLabel: string
  version: number
  group: Named
}

/** A role that a group holds. `via` is the group above that gives it, null for its own; a group out of sight is called so. */
export type GroupGrantRow = {
  grantId: string
  roleId: string
  role: string
  /** Held by the group itself: it can be ended here. */
  direct: boolean
  /** The group that holds it; the name is null when the viewer may not see that group. */
  holder: { id: string | null; name: string | null }
  reach: { id: string | null; name: string | null } | null
  validUntil: Date | null
  ended: boolean
  grantedAt: Date
  grantedByLabel: string
}

/** A request to join a group, or (`renewal`) to stay beyond an end. */
export type GroupRequestRow = {
  id: string
  user: Person & { isVisible: boolean }
  email: string | null
  reason: string
  status: RequestStatus
  renewal: boolean
  /** When the present membership ends, if there is one with an end. */
  currentUntil: Date | null
  createdAt: Date
  decidedAt: Date | null
  decidedByLabel: string
  note: string
  version: number
  whyNotDecide: WhyNot
}

/** A request by itself, with its group and the roles that members of that group have by it. */
export type GroupRequestDetail = GroupRequestRow & {
  group: { id: string; name: string; trusted: boolean; isVisible: boolean }
  roles: string[]
}

/** A group that a user is in, as their page shows it. */
export type GroupOfUser = {
  id: string
  name: string
  role: MemberRole
  isOwner: boolean
  validUntil: Date | null
  ended: boolean
  addedAt: Date
  addedByLabel: string
  version: number
}

/** One's own place in a group; ended ones are shown for 90 days. */
export type MyMembership = {
  groupId: string
  name: string
  description: string
  role: MemberRole
  validUntil: Date | null
  ended: boolean
  addedAt: Date
  /** Null when one may ask to stay longer, or to come back. */
  whyNotAsk: WhyNot
}

/** One's own request, pending or from the last 90 days. */
export type MyRequest = {
  id: string
  groupId: string
  group: string
  reason: string
  status: RequestStatus
  createdAt: Date
  decidedAt: Date | null
  decidedByLabel: string
  note: string
}

/** A group that one owns or manages. `pendingRequests` is null when it is not trusted: others decide then. */
export type ManagedGroup = { groupId: string; name: string; as: 'owner' | 'manager'; trusted: boolean; pendingRequests: number | null }

/** What "My groups" shows; at most 200 of each. */
export type MyGroups = { memberships: MyMembership[]; requests: MyRequest[]; managed: ManagedGroup[] }

/** What happens with a group when it is deleted. */
export type DeletionPreview = {
  preview: true
  members: number
  subGroups: number
  /** Roles that the group holds: its members lose them. */
  grantsHeld: number
  /** Grants limited to it: whoever holds them loses them. */
  grantsLimited: number
  requests: number
  banners: number
  /** Enrollment pools and open invitations that let people into it: those for it alone pause. */
  pools: number
  invitations: number
  whyNot: WhyNot
}

/** What became of one line of a list of members to add. */
export type LineResult = {
  line: string
  result: 'added' | 'changed' | 'unchanged' | 'refused'
  reason: string
  message: string
  userId: string | null
}
