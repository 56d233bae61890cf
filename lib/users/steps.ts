import { sql as raw } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { notFound } from '../core/errors.ts'
import type { Permission } from '../core/permissions.ts'
import type { UserStatus } from './schema.ts'
import { usersWithin } from './scope.ts'

/** What the life cycle and the audit log need to know about a user. */
export type UserRecord = {
  id: string
  username: string
  email: string
  fullName: string
  status: UserStatus
  statusBeforeDelete: UserStatus | null
  hasPassword: boolean
  version: number
}

const RECORD = raw`id, username, email, full_name as "fullName", status::text as status, status_before_delete::text as "statusBeforeDelete",
  password_hash is not null as "hasPassword", version`

/**
 * Loads users through what the actor's permission reaches, and locks their rows until the transaction ends, in the order of their ids so
 * that two bulk acts never wait for each other in a circle. Missing and out of reach are simply not in the answer.
 */
export async function usersInReach(tx: Tx, actor: Actor, permission: Permission, userIds: readonly string[]): Promise<UserRecord[]> {
  const query = raw<UserRecord>`select ${RECORD} from users
    where id = any(${[...userIds]}::uuid[]) and ${usersWithin(actor, permission)} order by id for update`
  return runIn(tx, query.compile(sql))
}

/** One user, locked. Throws NOT_FOUND, the same whether the user is missing or out of reach. */
export async function userInReach(tx: Tx, actor: Actor, permission: Permission, userId: string): Promise<UserRecord> {
  const [user] = await usersInReach(tx, actor, permission, [userId])
  if (!user) throw notFound('User')
  return user
}

/** Moves a user to a status in the actor's name. The row must be locked. */
export async function setStatus(
  tx: Tx,
  actor: Actor,
  user: UserRecord,
  to: { status: UserStatus; reason: string; revocationReason?: string; statusBeforeDelete?: UserStatus | null },
): Promise<void> {
  await tx.user.update({
    where: { id: user.id },
    data: {
      status: to.status,
      statusReason: to.reason,
      // What was said when access ended stays until the user comes back.
      ...(to.status === 'ACTIVE'
        ? { revocationReason: '' }
        : to.revocationReason === undefined
          ? {}
          : { revocationReason: to.revocationReason }),
      statusBeforeDelete: to.statusBeforeDelete ?? null,
      statusChangedAt: new Date(),
      statusChangedById: actor.id,
      statusChangedByLabel: actor.label,
      updatedAt: new Date(),
      version: { increment: 1 },
    },
    select: { id: true },
  })
}
