import { ANONYMOUS_PERMISSIONS, SELF_PERMISSIONS, isPrivileged, type Permission } from './permissions.ts'

/** Where a permission holds: everywhere, or within these groups and their sub-groups. */
export type Reach = 'everywhere' | readonly string[]

/**
 * A client certificate that a configured proxy has verified: serial number and SHA-256 in hexadecimal, and its one common name, null when it
 * has none or several. That it is one of ours, and still good, is for the database to say.
 */
export type PresentedCertificate = { serial: string; fingerprint: string; name: string | null }

/**
 * The request behind an act, for the audit log. `ip` is the client's as seen through trusted proxies only, and so is `certificate`, absent
 * where no request can bring one.
 */
export type RequestContext = { id: string; ip: string | null; userAgent: string | null; certificate?: PresentedCertificate | null }

/** The types of membership of the organisation, as seed 000 has them. Every one but `basic` is of a higher level. */
export const MEMBERSHIP_TYPES = ['basic', 'supporting', 'sponsor', 'managing', 'contributing', 'fellow'] as const
export type MembershipType = (typeof MEMBERSHIP_TYPES)[number]

/** Whether the type is of a higher level, which is what votes. */
export const isHigherMembership = (type: MembershipType | null) => type !== null && type !== 'basic'

/** Who is asking, with all that they may do. Plain values, read anew for every request: nothing about rights is kept in a cookie. */
export type Actor = {
  kind: 'user' | 'apiKey' | 'job' | 'system' | 'anonymous'
  id: string | null
  label: string
  grants: ReadonlyMap<string, Reach>
  /** The user's membership of the organisation; null without one, and for everything that is no user. */
  membership: MembershipType | null
  /** `authenticatedAt`: when the person last proved who they are, in milliseconds. Null for everything but a browser. */
  session: { id: string; authenticatedAt: number } | null
  request: RequestContext
}

/** Where the actor holds a permission, or null. The system holds every one. */
export const reachOf = (actor: Actor, permission: string): Reach | null =>
  actor.kind === 'system' ? 'everywhere' : (actor.grants.get(permission) ?? null)

/** Whether the actor holds the permission, at least somewhere. */
export const can = (actor: Actor, permission: Permission) => reachOf(actor, permission) !== null

/** Whether the actor holds the permission without limit to groups. */
export const canEverywhere = (actor: Actor, permission: Permission) => reachOf(actor, permission) === 'everywhere'

/** Whether sessions of this actor have the shorter limits. */
export const isPrivilegedActor = (actor: Actor) => [...actor.grants.keys()].some((name) => isPrivileged(name as Permission))

const everywhere = (names: readonly string[]): ReadonlyMap<string, Reach> => new Map(names.map((name) => [name, 'everywhere']))

/** Somebody who has not signed in: holds exactly ANONYMOUS_PERMISSIONS. */
export const anonymousActor = (request: RequestContext): Actor => ({
  kind: 'anonymous',
  id: null,
  label: 'anonymous',
  grants: everywhere(ANONYMOUS_PERMISSIONS),
  membership: null,
  session: null,
  request,
})

/** The program itself, or whoever has a shell on its server: holds everything. `label` names the command or job for the audit log. */
export const systemActor = (label: string, request: RequestContext = { id: crypto.randomUUID(), ip: null, userAgent: null }): Actor => ({
  kind: 'system',
  id: null,
  label,
  grants: new Map(),
  membership: null,
  session: null,
  request,
})

/** A permission as the database gives it: `reach` null means everywhere. */
export type PermissionRow = { permission: string; reach: string | null }

/** The grants of a signed-in user: what everybody may do for themselves, and what the rows of `effective_permissions` say. */
export function grantsOf(rows: readonly PermissionRow[]): ReadonlyMap<string, Reach> {
  const grants = new Map<string, Reach>(SELF_PERMISSIONS.map((name) => [name, 'everywhere']))
  for (const { permission, reach } of rows) {
    const known = grants.get(permission)
    if (known === 'everywhere') continue
    if (reach === null) grants.set(permission, 'everywhere')
    else if (!known?.includes(reach)) grants.set(permission, [...(known ?? []), reach])
  }
  return grants
}
