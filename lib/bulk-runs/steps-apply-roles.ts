import { newId } from '../core/id.ts'
import { renewInvitations } from '../users/steps-create.ts'
import type { Subject } from './steps-facts.ts'
import { record, targetOf, type Done, type Work } from './steps-record.ts'

/** A grant as a run keeps it for its undo: with its reach and its end to the microsecond. */
type KeptGrant = { id: string; reachGroupId: string | null; validUntil: string | null }
type Row = KeptGrant & { userId: string; reach: string }

const RETURNED = `grants.id::text as id, grants.user_id::text as "userId", grants.reach_group_id::text as "reachGroupId",
  to_jsonb(grants.valid_until)#>>'{}' as "validUntil", coalesce((select name from groups where groups.id = grants.reach_group_id), 'everywhere') as reach`

const nameOf = async ({ tx, parameters }: Work<'grantRole'> | Work<'endRole'>) =>
  (await tx.role.findUniqueOrThrow({ where: { id: parameters.roleId }, select: { name: true } })).name

/** What a run keeps for each user, and one audit row for each grant. */
async function account(
  work: Work<'grantRole'> | Work<'endRole'>,
  event: 'role.granted' | 'role.grant-ended',
  users: readonly Subject[],
  rows: readonly Row[],
) {
  const known = new Map(users.map((user) => [user.id, user]))
  const role = await nameOf(work)
  const done = new Map<string, Done & { before: { grants: KeptGrant[] } }>()
  const entries = rows.flatMap(({ userId, reach, ...grant }) => {
    const user = known.get(userId)
    if (!user) return []
    const kept = done.get(userId)?.before.grants ?? []
    done.set(userId, { version: user.version, before: { grants: [...kept, grant] } })
    const validUntil = grant.validUntil && new Date(grant.validUntil).toISOString()
    return [{ target: targetOf(user), detail: { role, reach, validUntil } }]
  })
  await record(work, event, entries)
  return done
}

type Wanted = { userId: string; reachGroupId: string | null; validUntil: string | null }

/** The grants to make: the one that the run is about, or those that the undone run took, as far as they would still last. */
function wantedBy({ parameters, undoing }: Work<'grantRole'>, users: readonly Subject[]): Wanted[] {
  const { reachGroupId = null, validUntil = null } = parameters
  if (!undoing) return users.map(({ id }) => ({ userId: id, reachGroupId, validUntil: validUntil && new Date(validUntil).toISOString() }))
  return users.flatMap(({ id, before }) =>
    (before as { grants: KeptGrant[] }).grants
      .filter((grant) => grant.validUntil === null || new Date(grant.validUntil).getTime() > Date.now())
      .map((grant) => ({ userId: id, reachGroupId: grant.reachGroupId, validUntil: grant.validUntil })),
  )
}

/**
 * Gives the role to many users with one statement, and new links to those who have no password yet, as `grantRole` does for one: a
 * grant that has ended is given anew. What is there already is left as it is, and not in the answer.
 */
export async function giveGrants(work: Work<'grantRole'>, users: readonly Subject[]): Promise<Map<string, Done>> {
  const wanted = wantedBy(work, users)
  const rows = await work.tx.$queryRawUnsafe<Row[]>(
    `insert into grants (id, role_id, user_id, reach_group_id, valid_until, granted_by_id, granted_by_label)
     select id, $1::uuid, user_id, reach_group_id, valid_until, $2::uuid, $3
     from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::timestamptz[]) as fresh (id, user_id, reach_group_id, valid_until)
     on conflict (role_id, user_id, group_id, reach_group_id) do update set valid_until = excluded.valid_until, granted_at = excluded.granted_at,
       granted_by_id = excluded.granted_by_id, granted_by_label = excluded.granted_by_label where grants.valid_until <= now()
     returning ${RETURNED}`,
    work.parameters.roleId,
    work.actor.id,
    work.actor.label,
    wanted.map(() => newId()),
    wanted.map(({ userId }) => userId),
    wanted.map(({ reachGroupId }) => reachGroupId),
    wanted.map(({ validUntil }) => validUntil),
  )
  const done = await account(work, 'role.granted', users, rows)
  await renewInvitations(
    work.tx,
    users.filter(({ id }) => done.has(id)),
  )
  return done
}

/** Takes the role from many users with one statement: all their own grants of it, or exactly those that the undone run made. */
export async function endGrants(work: Work<'endRole'>, users: readonly Subject[]): Promise<Map<string, Done>> {
  const made = work.undoing ? users.flatMap(({ before }) => (before as { grants: KeptGrant[] }).grants.map(({ id }) => id)) : null
  const rows = await work.tx.$queryRawUnsafe<Row[]>(
    `delete from grants where role_id = $1::uuid and user_id = any($2::uuid[]) and ($3::uuid[] is null or id = any($3::uuid[]))
     returning ${RETURNED}`,
    work.parameters.roleId,
    users.map(({ id }) => id),
    made,
  )
  return account(work, 'role.grant-ended', users, rows)
}
