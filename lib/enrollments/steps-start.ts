// Beginning an enrollment for somebody, and ending what nobody decided.
import { sql as raw } from 'kysely'
import type { Actor, Reach } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import { groupIdWithin } from '../groups/scope.ts'
import { POOL, type PoolRecord } from './columns.ts'
import { whyNotEmail, whyNotUseLink } from './rules.ts'
import { mailExpired } from './steps-mail.ts'

const badField = (field: string, message: string) =>
  new AppError('INVALID', `Nothing was started. ${message}`, { fields: { [field]: [message] } })

async function poolToStartWith(tx: Tx, actor: Actor, poolId: string, email: string, reach: Reach | null): Promise<PoolRecord> {
  const within = reach === 'everywhere' ? raw`true` : groupIdWithin(actor, 'enrollment:invite', raw`pool.group_id`)
  const query = raw<{ pool: PoolRecord }>`select ${POOL} as pool from enrollment_pools pool
    where pool.id = ${poolId}::uuid and pool.kind <> 'invitation' and pool.deleted_at is null and ${within}`
  const [found] = await runIn(tx, query.compile(sql))
  if (!found) throw badField('poolId', 'There is no such pool, or it is not yours to invite people with.')
  const trouble = whyNotUseLink(found.pool, { singleUse: false, uses: 0 })
  if (trouble) throw new AppError('RULE', 'This pool is paused, expired or full. Nothing was started.', { reason: trouble.reason })
  const wrongAddress = email === '' ? null : whyNotEmail(found.pool, email)
  if (wrongAddress) throw badField('email', wrongAddress)
  return found.pool
}

/** The pool and the group that somebody is to come into. Throws INVALID by field for what is missing or out of reach. */
export async function placeToStart(
  tx: Tx,
  actor: Actor,
  { poolId, groupId, email, reach }: { poolId: string | undefined; groupId: string | undefined; email: string; reach: Reach | null },
): Promise<{ pool: PoolRecord | null; groupId: string | null }> {
  const pool = poolId === undefined ? null : await poolToStartWith(tx, actor, poolId, email, reach)
  if (pool && groupId !== undefined && groupId !== pool.groupId)
    throw badField('groupId', 'The pool says which group people join. Leave this empty, or choose no pool.')
  if (pool) return { pool, groupId: pool.groupId }
  if (groupId === undefined) {
    if (reach === 'everywhere') return { pool: null, groupId: null }
    throw badField('groupId', 'You invite people into groups only: choose the group that this person joins.')
  }
  const within = groupIdWithin(actor, 'enrollment:invite', raw`groups.id`)
  const known = await runIn(tx, raw`select from groups where id = ${groupId}::uuid and ${within}`.compile(sql))
  if (known.length === 0) throw badField('groupId', 'There is no such group, or it is not yours to invite people into.')
  return { pool: null, groupId }
}

type Expired = {
  id: string
  username: string
  email: string
  firstName: string
  lastName: string
  emailConfirmedAt: Date | null
  readyAt: Date | null
}

/** Expires the oldest of those whose time is over, and tells the applicants. Another process that does the same takes others. */
export async function expireBatch(tx: Tx, most: number): Promise<Expired[]> {
  const expired = await tx.$queryRaw<Expired[]>`
    update enrollments set state = 'EXPIRED', decided_at = now(), sealed_approval_code = null, updated_at = now(), version = version + 1
    where state = 'PENDING' and id in (select id from enrollments where state = 'PENDING' and expires_at <= now() order by expires_at, id
      limit ${most} for update skip locked)
    returning id::text, username, email, first_name as "firstName", last_name as "lastName", email_confirmed_at as "emailConfirmedAt", ready_at as "readyAt"`
  await mailExpired(tx, expired)
  return expired
}
