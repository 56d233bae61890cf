import '#server-only'
import type { Tx } from '../core/db.ts'

/** Any number, the same in every version: those who want to be the first administrator wait for one another. */
const FIRST_ADMINISTRATOR_LOCK = 7_205
const KEY = 'first-administrator'

/** Holds off everybody else who makes the first administrator, or a link for it, until the transaction ends. */
export const lockFirstAdministrator = (tx: Tx) => tx.$executeRaw`select pg_advisory_xact_lock(${FIRST_ADMINISTRATOR_LOCK}::bigint)`

/** Notes for ever that there was an administrator. */
export const noteFirstAdministrator = (tx: Tx, userId: string | null) =>
  tx.$executeRaw`insert into installation (key, value) values (${KEY}, jsonb_build_object('userId', ${userId}::text)) on conflict do nothing`

/** Whether there has ever been an administrator: noted, or given the role in another way, such as by the command line. */
export async function wasThereAnAdministrator(tx: Pick<Tx, '$queryRaw'>): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ ever: boolean }[]>`
    select exists (select from installation where key = ${KEY})
      or exists (select from grants join roles on roles.id = grants.role_id where roles.holds_all) as ever`
  return row?.ever === true
}
