// Making users of applicants: a constant number of statements, whatever their number.
import type { Tx } from '../core/db.ts'
import { driverCode } from '../core/db-errors.ts'
import { newId } from '../core/id.ts'
import type { Actor } from '../core/actor.ts'
import type { EnrollmentRecord } from './columns.ts'
import type { Outcome } from './views.ts'

type Refused = Extract<Outcome, { done: false }>
/** An enrollment with the user that it becomes. */
export type Approved = EnrollmentRecord & { userId: string }

const taken = (field: 'username' | 'email', message: string): Refused => ({
  done: false,
  code: 'CONFLICT',
  reason: 'DUPLICATE',
  message: `${message} Nothing was changed.`,
  fields: { [field]: [message] },
})
const USERNAME = 'The username was taken meanwhile, now or in the past. The applicant can choose another one.'
const EMAIL = 'A user with this e-mail address exists. Ask the applicant, or reject the enrollment with that reason.'

/** Those that cannot become users because somebody has the username or the address; of two alike, the one that began later. */
export async function refuseTaken(tx: Tx, enrollments: readonly EnrollmentRecord[]): Promise<Map<string, Refused>> {
  const rows = await tx.$queryRaw<{ id: string; username: boolean; email: boolean }[]>`
    select given.id::text as id, exists (select from usernames where key = lower(given.username)) as username,
      exists (select from users where lower(users.email) = lower(given.email)) as email
    from unnest(${enrollments.map(({ id }) => id)}::uuid[], ${enrollments.map(({ username }) => username)}::text[],
      ${enrollments.map(({ email }) => email)}::text[]) as given (id, username, email)`
  const found = new Map(rows.map((row) => [row.id, row]))
  const [names, addresses] = [new Set<string>(), new Set<string>()]
  const refused = new Map<string, Refused>()
  for (const { id, username, email } of [...enrollments].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())) {
    const { username: hasName = false, email: hasEmail = false } = found.get(id) ?? {}
    if (hasName || names.has(username.toLowerCase())) refused.set(id, taken('username', USERNAME))
    else if (hasEmail || addresses.has(email.toLowerCase())) refused.set(id, taken('email', EMAIL))
    else (names.add(username.toLowerCase()), addresses.add(email.toLowerCase()))
  }
  return refused
}

/** Writes the users in the order of their usernames, so that two who write the same ones never wait for each other in a circle. */
async function insert(tx: Tx, actor: Actor, approved: readonly Approved[], passwordHash: string | null): Promise<void> {
  const rows = [...approved]
    .sort((a, b) => (a.username.toLowerCase() < b.username.toLowerCase() ? -1 : 1))
    .map((one) => ({
      id: one.userId,
      username: one.username,
      email: one.email,
      email_verified_at: one.emailConfirmedAt,
      first_name: one.firstName,
      last_name: one.lastName,
      organisation: one.organisation,
      extra: { ...one.pool?.extra, ...one.extra },
    }))
  await tx.$executeRaw`
    insert into users (id, username, email, email_verified_at, first_name, last_name, organisation, extra, password_hash, password_changed_at,
      status_changed_by_id, status_changed_by_label)
    select id, username, email, email_verified_at, first_name, last_name, organisation, extra, ${passwordHash}::text,
      case when ${passwordHash}::text is not null then now() end, ${actor.id}::uuid, ${actor.label}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as one (id uuid, username text, email text, email_verified_at timestamptz,
      first_name text, last_name text, organisation text, extra jsonb)`
}

const MOST_TRIES = 4

/**
 * Writes a user for each enrollment whose username and address are free, and says of the others why not. Somebody who takes one of them in
 * the same instant costs only the enrollment that wanted it: the statement is taken back and tried again without.
 */
export async function insertUsers(tx: Tx, actor: Actor, enrollments: readonly EnrollmentRecord[], passwordHash: string | null) {
  for (let tries = 1; ; tries++) {
    const refused = await refuseTaken(tx, enrollments)
    const approved = enrollments.filter(({ id }) => !refused.has(id)).map((one): Approved => ({ ...one, userId: newId() }))
    if (approved.length === 0) return { approved, refused }
    await tx.$executeRawUnsafe('savepoint applicants_become_users')
    try {
      await insert(tx, actor, approved, passwordHash)
      await tx.$executeRawUnsafe('release savepoint applicants_become_users')
      return { approved, refused }
    } catch (error) {
      if (driverCode(error) !== '23505' || tries === MOST_TRIES) throw error
      await tx.$executeRawUnsafe('rollback to savepoint applicants_become_users')
    }
  }
}
