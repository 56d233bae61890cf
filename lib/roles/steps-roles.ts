import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { AppError, notFound, refuse } from '../core/errors.ts'
import { whyNotAddToLimited, whyNotAddUntil, whyNotCarry, whyNotEdit } from './rules.ts'
import { heldUntil, heldWithin } from './steps.ts'

/** A role as changes need it. `held` is what it holds itself, `permissions` all that this amounts to. */
export type RoleRecord = {
  id: string
  name: string
  description: string
  builtIn: boolean
  holdsAll: boolean
  version: number
  held: string[]
  permissions: string[]
}

/** The role, locked until the transaction ends: nobody gives it meanwhile. Throws NOT_FOUND. */
export async function roleToChange(tx: Tx, roleId: string): Promise<RoleRecord> {
  const [locked] = await tx.$queryRaw<{ id: string }[]>`select id from roles where id = ${roleId}::uuid for update`
  if (!locked) throw notFound('Role')
  // Only a second statement sees what the one that was waited for has written.
  const [role] = await tx.$queryRaw<RoleRecord[]>`
    select id::text as id, name, description, built_in as "builtIn", holds_all as "holdsAll", version,
      coalesce((select array_agg(permission order by permission) from role_permissions where role_id = roles.id), '{}') as held,
      coalesce((select array_agg(distinct permission) from role_effective_permissions where role_id = roles.id), '{}') as permissions
    from roles where id = ${roleId}::uuid`
  return role as RoleRecord
}

/** Throws CONFLICT, reason STALE, with what the role is now, when the caller saw an older one. */
export function insistOnFresh(role: RoleRecord, version: number): void {
  if (role.version === version) return
  const { name, description, held } = role
  throw new AppError('CONFLICT', 'Somebody changed this role meanwhile. Nothing was saved; look at what it is now, then save.', {
    reason: 'STALE',
    current: { version: role.version, name, description, permissions: held },
  })
}

/** What these permissions amount to, each with what it includes. They are kept from being deleted meanwhile; unknown ones are INVALID. */
export async function amountOf(tx: Tx, names: readonly string[]): Promise<string[]> {
  const known = await tx.$queryRaw<{ name: string }[]>`select name from permissions where name = any(${[...names]}::text[]) for key share`
  const unknown = names.filter((wanted) => !known.some(({ name }) => name === wanted))
  if (unknown.length > 0)
    throw new AppError('INVALID', 'Nothing was changed: not all of these permissions exist.', {
      fields: { permissions: unknown.map((name) => `There is no permission ${name}.`) },
    })
  const included = await tx.$queryRaw<{ includes: string }[]>`
    select distinct includes from permission_inclusions where permission = any(${[...names]}::text[])`
  return included.map(({ includes }) => includes)
}

/** The grants of a role that run: how many, the last end (null: one has none), and the name of one group that one is limited to. */
async function runningGrants(tx: Tx, roleId: string) {
  const [found] = await tx.$queryRaw<{ grants: number; until: Date | null; limitedTo: string | null }[]>`
    select count(*)::int as grants, nullif(max(coalesce(valid_until, 'infinity')), 'infinity') as until,
      (select min(groups.name) from groups where id in (select reach_group_id from grants
        where role_id = ${roleId}::uuid and (valid_until is null or valid_until > now()))) as "limitedTo"
    from grants where role_id = ${roleId}::uuid and (valid_until is null or valid_until > now())`
  return found as { grants: number; until: Date | null; limitedTo: string | null }
}

/** `added` and `removed` are what the role itself holds more or less; `gained` and `lost` what follows for all that it amounts to. */
export type PlannedChange = { added: string[]; removed: string[]; gained: string[]; lost: string[] }

const without = (names: readonly string[], others: readonly string[]) => names.filter((name) => !others.includes(name)).sort()

/**
 * What is different once the role holds exactly `wanted`, when the actor may do that: they must hold everywhere all that the role allows
 * and is to allow, and what is added for as long as anybody has the role. Throws INVALID, RULE (BUILT_IN, EXCEEDS_OWN_RIGHTS,
 * EXCEEDS_OWN_TIME, EVERYWHERE_ONLY). The role must be locked.
 */
export async function planChange(tx: Tx, actor: Actor, role: RoleRecord, wanted: readonly string[]): Promise<PlannedChange> {
  const held = await heldWithin(tx, actor, null)
  refuse(whyNotEdit(role, held))
  const amounts = await amountOf(tx, wanted)
  refuse(whyNotCarry(role.name, amounts, held))
  const gained = without(amounts, role.permissions)
  if (gained.length > 0) {
    const { grants, until, limitedTo } = await runningGrants(tx, role.id)
    refuse(whyNotAddToLimited(role.name, gained, limitedTo))
    if (grants > 0) refuse(whyNotAddUntil(role.name, await heldUntil(tx, actor, gained, null), until))
  }
  return { added: without(wanted, role.held), removed: without(role.held, wanted), gained, lost: without(role.permissions, amounts) }
}

/** Makes the role hold what was planned. */
export async function setPermissions(tx: Tx, roleId: string, { added, removed }: PlannedChange): Promise<void> {
  await tx.rolePermission.deleteMany({ where: { roleId, permission: { in: removed } } })
  await tx.rolePermission.createMany({ data: added.map((permission) => ({ roleId, permission })) })
}
