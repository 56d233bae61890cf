// What the database has to say about each user for an act, as SQL: one word (`fact`) and whether an administrator would be lost.
import { sql as raw, type RawBuilder } from 'kysely'
import { reachOf, type Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { isAppError, notFound } from '../core/errors.ts'
import { heldUntil } from '../roles/steps.ts'
import { insistOnMayGive } from '../roles/steps-grants.ts'
import { columnOf } from '../users/steps-many.ts'
import type { BulkAction, BulkParameters } from './schema.ts'

/** An act made ready for one actor and its parameters. `item` is the run's row of a user, in runs and in undoing. */
export type Prepared = {
  /** A word that the judge knows: empty means that nothing speaks against it. */
  fact: RawBuilder<string>
  losing: RawBuilder<boolean>
  /** What an undo would have to put back. */
  current: RawBuilder<unknown>
}

const NEVER = raw<boolean>`false`

/** Whether the act made ready could end somebody's being an administrator. */
export const mayEndAdministrators = ({ losing }: Prepared): boolean => losing !== NEVER
const NOTHING = raw<string>`''`
const NO_VALUE = raw<unknown>`null::jsonb`
const LOSES_STATUS = raw<boolean>`users.id in (select user_id from administrators)`

/** Would stop being an administrator if this role's own grants were gone: who has the role through a group as well stays one. */
const losesRole = (role: { id: string; holdsAll: boolean }) =>
  role.holdsAll
    ? raw<boolean>`case when users.id in (select user_id from administrators) then not exists (
        select from effective_grants other join roles on roles.id = other.role_id and roles.holds_all
        where other.user_id = users.id and other.reach_group_id is null and other.valid_until is null
          and not (other.role_id = ${role.id}::uuid and other.holder_group_id is null)) else false end`
    : NEVER

/** Whether the actor gives and takes roles where the grant `given` reaches, as `whyNotAssignWithin` asks for one. */
function covered(actor: Actor): RawBuilder<boolean> {
  const reach = reachOf(actor, 'role:assign')
  if (reach === 'everywhere') return raw<boolean>`true`
  return raw<boolean>`coalesce(given.reach_group_id in (select group_id from group_tree where ancestor_id = any(${[...(reach ?? [])]}::uuid[])), false)`
}

type RoleParameters = BulkParameters<'grantRole'> & { reaches?: (string | null)[] }

const KEPT_GRANT = raw`(id uuid, "reachGroupId" uuid, "validUntil" timestamptz)`

async function roleOf(tx: Tx, roleId: string) {
  const role = await tx.role.findUnique({ where: { id: roleId }, select: { id: true, holdsAll: true } })
  if (!role) throw notFound('Role')
  return role
}

async function prepareGrant(tx: Tx, actor: Actor, { roleId, reachGroupId = null, ...given }: RoleParameters): Promise<Prepared> {
  const validUntil = given.validUntil ? new Date(given.validUntil) : null
  await insistOnMayGive(tx, actor, { roleId, reachGroupId, validUntil })
  if (reachGroupId !== null && (await tx.group.count({ where: { id: reachGroupId } })) === 0) throw notFound('Group')
  const fact = raw<string>`coalesce((
    select case when given.valid_until is not distinct from ${validUntil?.toISOString() ?? null}::timestamptz then 'HAS_ROLE' else 'DIFFERENT_END' end
    from grants given
    where given.user_id = users.id and given.role_id = ${roleId}::uuid and given.reach_group_id is not distinct from ${reachGroupId}::uuid
      and (given.valid_until is null or given.valid_until > now())), '')`
  return { fact, losing: NEVER, current: NO_VALUE }
}

async function prepareEnd(tx: Tx, actor: Actor, { roleId }: { roleId: string }): Promise<Prepared> {
  const role = await roleOf(tx, roleId)
  const fact = raw<string>`(
    select case when count(*) = 0 then 'NO_ROLE' when bool_or(not ${covered(actor)}) then 'OUT_OF_REACH' else '' end
    from grants given where given.user_id = users.id and given.role_id = ${roleId}::uuid)`
  return { fact, losing: losesRole(role), current: NO_VALUE }
}

/** Ends exactly the grants that a run made, while they are as it made them. */
async function prepareUndoOfGrant(tx: Tx, actor: Actor, { roleId }: RoleParameters): Promise<Prepared> {
  const role = await roleOf(tx, roleId)
  const fact = raw<string>`(
    select case when count(given.id) <> count(*) then 'CHANGED_MEANWHILE' when bool_or(not ${covered(actor)}) then 'OUT_OF_REACH' else '' end
    from jsonb_to_recordset(item.before->'grants') as made ${KEPT_GRANT}
    left join grants given on given.id = made.id and given.user_id = users.id
      and given.reach_group_id is not distinct from made."reachGroupId" and given.valid_until is not distinct from made."validUntil")`
  return { fact, losing: losesRole(role), current: NO_VALUE }
}

type ReachRule = { reach: string | null; reason: string; until: Date | null }

/** The rules of giving, asked for each reach that the grants had: everywhere and perhaps some groups. */
async function reachRules(tx: Tx, actor: Actor, roleId: string, reaches: readonly (string | null)[]): Promise<ReachRule[]> {
  const known = await tx.group.findMany({ where: { id: { in: reaches.filter((id) => id !== null) } }, select: { id: true } })
  const groups = new Set(known.map(({ id }) => id))
  const rules: ReachRule[] = []
  for (const reach of reaches) {
    if (reach !== null && !groups.has(reach)) {
      rules.push({ reach, reason: 'GROUP_GONE', until: null })
      continue
    }
    try {
      // The end of each grant is compared below, so this asks with one that is always soon enough.
      const role = await insistOnMayGive(tx, actor, { roleId, reachGroupId: reach, validUntil: new Date(0) })
      const every = role.holdsAll ? (await tx.permission.findMany({ select: { name: true } })).map(({ name }) => name) : role.permissions
      rules.push({ reach, reason: '', until: await heldUntil(tx, actor, every, reach) })
    } catch (error) {
      if (!isAppError(error) || error.code !== 'RULE') throw error
      rules.push({ reach, reason: error.detail.reason ?? 'EXCEEDS_OWN_RIGHTS', until: null })
    }
  }
  return rules
}

/** Gives back exactly the grants that a run took, if they would still last and the actor may give them. */
async function prepareUndoOfEnd(tx: Tx, actor: Actor, { roleId, reaches = [null] }: RoleParameters): Promise<Prepared> {
  const rules = await reachRules(tx, actor, roleId, reaches)
  const lasting = raw`(taken."validUntil" is null or taken."validUntil" > now())`
  const fact = raw<string>`(
    select case
      when bool_or(given.id is not null) then 'CHANGED_MEANWHILE'
      when bool_and(not ${lasting}) then 'ENDED_MEANWHILE'
      when max(rule.reason) filter (where ${lasting}) <> '' then max(rule.reason) filter (where ${lasting})
      when bool_or(rule.until is not null and (taken."validUntil" is null or taken."validUntil" > rule.until)) filter (where ${lasting}) then 'EXCEEDS_OWN_TIME'
      else '' end
    from jsonb_to_recordset(item.before->'grants') as taken ${KEPT_GRANT}
    left join unnest(${rules.map(({ reach }) => reach)}::uuid[], ${rules.map(({ reason }) => reason)}::text[],
      ${rules.map(({ until }) => until?.toISOString() ?? null)}::timestamptz[]) as rule (reach, reason, until)
      on rule.reach is not distinct from taken."reachGroupId"
    left join grants given on given.user_id = users.id and given.role_id = ${roleId}::uuid
      and given.reach_group_id is not distinct from taken."reachGroupId")`
  return { fact, losing: NEVER, current: NO_VALUE }
}

function prepareField({ field, value }: BulkParameters<'setField'>, undoing: boolean): Prepared {
  const column = raw.raw(columnOf(field))
  const fact = undoing ? NOTHING : raw<string>`case when ${column}::text = ${String(value)} then 'SAME_VALUE' else '' end`
  return { fact, losing: NEVER, current: raw`jsonb_build_object('value', ${column})` }
}

const plain = (losing: RawBuilder<boolean>): Prepared => ({ fact: NOTHING, losing, current: NO_VALUE })

/**
 * Makes an act ready: asks what is asked once per run (may this actor give this role?), and says in SQL what is asked per user. Throws
 * what `insistOnMayGive` throws. With `undoing`, the act takes back what the run of `item.before` did.
 */
export async function prepare(
  tx: Tx,
  actor: Actor,
  action: BulkAction,
  parameters: Record<string, unknown>,
  undoing: boolean,
): Promise<Prepared> {
  switch (action) {
    case 'deactivate':
    case 'delete':
      return plain(LOSES_STATUS)
    case 'grantRole':
      return undoing ? prepareUndoOfEnd(tx, actor, parameters as RoleParameters) : prepareGrant(tx, actor, parameters as RoleParameters)
    case 'endRole':
      return undoing ? prepareUndoOfGrant(tx, actor, parameters as RoleParameters) : prepareEnd(tx, actor, parameters as RoleParameters)
    case 'setField':
      return prepareField(parameters as BulkParameters<'setField'>, undoing)
    default:
      return plain(NEVER)
  }
}

/** The names of a role and a group among what an act is told, kept with a run: its page must read the same when they are renamed or gone. */
export async function namesOf(tx: Tx, told: Record<string, unknown>): Promise<{ roleName?: string; groupName?: string }> {
  const { roleId, reachGroupId } = told as { roleId?: string; reachGroupId?: string | null }
  const role = roleId && (await tx.role.findUnique({ where: { id: roleId }, select: { name: true } }))
  const group = reachGroupId && (await tx.group.findUnique({ where: { id: reachGroupId }, select: { name: true } }))
  return { ...(role ? { roleName: role.name } : {}), ...(group ? { groupName: group.name } : {}) }
}
