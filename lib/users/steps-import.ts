import { newId } from '../core/id.ts'
import type { Actor } from '../core/actor.ts'
import type { Tx } from '../core/db.ts'
import { changesBetween } from '../audit/events.ts'
import { valuesHeld, changedValues, type FieldValues } from '../custom-fields/steps.ts'
import { PROFILE, type ImportedUser } from './schema.ts'

/** What became of one row: its number in the batch, and for refused ones the sentence per field. */
export type RowResult =
  | { row: number; outcome: 'created'; userId: string }
  | { row: number; outcome: 'unchanged'; userId: string }
  | { row: number; outcome: 'refused'; message: string; fields: Record<string, string[]> }

/** `values`: what the row has in extra fields, checked. */
export type Row = { row: number; user: Omit<ImportedUser, 'fields'>; values: FieldValues }

const COMPARED = { ...PROFILE, dateJoined: true } as const
type Known = Omit<ImportedUser, 'dateJoined' | 'passwordHash' | 'fields'> & {
  id: string
  dateJoined: Date
  passwordHash: string | null
  status: string
}

const refused = (row: number, fields: Record<string, string[]>): RowResult => ({
  row,
  outcome: 'refused',
  message: Object.values(fields).flat().join(' '),
  fields,
})

/** The users that have one of these usernames or addresses, and usernames that are taken by users who are gone. */
async function takenNames(tx: Tx, rows: readonly Row[]) {
  const usernames = rows.map(({ user }) => user.username.toLowerCase())
  const emails = rows.map(({ user }) => user.email.toLowerCase())
  const known = await tx.$queryRaw<Known[]>`
    select id, username, email, first_name as "firstName", last_name as "lastName", organisation, bio, search_visibility::text as "searchVisibility",
      email_privacy::text as "emailPrivacy", public_profile as "publicProfile", date_joined as "dateJoined", password_hash as "passwordHash", status::text as status
    from users where lower(username) = any(${usernames}) or lower(email) = any(${emails})`
  const held = rows.some(({ values }) => Object.keys(values).length > 0)
    ? await valuesHeld(
        tx,
        known.map(({ id }) => id),
      )
    : new Map<string, FieldValues>()
  const used = await tx.$queryRaw<{ key: string; user_id: string }[]>`select key, user_id from usernames where key = any(${usernames})`
  return {
    byUsername: new Map(known.map((user) => [user.username.toLowerCase(), user])),
    byEmail: new Map(known.map((user) => [user.email.toLowerCase(), user])),
    used: new Map(used.map(({ key, user_id }) => [key, user_id])),
    held,
  }
}

/** The same user again: unchanged when nothing differs, otherwise refused with the fields that do. Imports create, they never overwrite. */
function compare({ row, user, values }: Row, known: Known, held: FieldValues): RowResult {
  const { passwordHash, dateJoined, ...rest } = user
  const given = { ...rest, ...(dateJoined ? { dateJoined } : {}) }
  const differing = Object.keys(changesBetween(known, given, Object.keys(COMPARED) as (keyof typeof COMPARED)[]))
  differing.push(...Object.keys(changedValues(held, values)))
  // A hash that is there may have been renewed at a sign-in: only a missing one is a difference.
  if (passwordHash && known.passwordHash === null) differing.push('passwordHash')
  if (known.status === 'DELETED') return refused(row, { username: ['This user is in the trash. Restore the user instead.'] })
  if (differing.length === 0) return { row, outcome: 'unchanged', userId: known.id }
  return refused(row, Object.fromEntries(differing.map((field) => [field, [`This user exists, and ${field} differs.`]])))
}

/**
 * Sorts the rows of a batch into those to create and those already decided: the same user again, or a username or address that another
 * user, another row above or a removed user has. No query per row.
 */
export async function sortRows(tx: Tx, rows: readonly Row[]): Promise<{ create: (Row & { id: string })[]; decided: RowResult[] }> {
  const { byUsername, byEmail, used, held } = await takenNames(tx, rows)
  const inFile = { usernames: new Set<string>(), emails: new Set<string>() }
  const create: (Row & { id: string })[] = []
  const decided: RowResult[] = []
  for (const each of rows) {
    const { row, user } = each
    const [name, address] = [user.username.toLowerCase(), user.email.toLowerCase()]
    const [same, owner] = [byUsername.get(name), byEmail.get(address)]
    if (same && owner && same.id === owner.id) {
      decided.push(compare(each, same, held.get(same.id) ?? {}))
      continue
    }
    const fields: Record<string, string[]> = {}
    if (same || used.has(name) || inFile.usernames.has(name))
      fields.username = ['That username is taken. Upper and lower case are the same.']
    if (owner || inFile.emails.has(address))
      fields.email = ['That e-mail address belongs to another user. Upper and lower case are the same.']
    if (Object.keys(fields).length) decided.push(refused(row, fields))
    else {
      inFile.usernames.add(name)
      inFile.emails.add(address)
      create.push({ ...each, id: newId() })
    }
  }
  return { create, decided }
}

/** Inserts the rows with one statement; gives back the ids that were written, which lacks those that lost a race for their name. */
export async function insertUsers(tx: Tx, actor: Actor, rows: readonly (Row & { id: string })[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set()
  const column = <T>(pick: (user: Row['user']) => T) => rows.map(({ user }) => pick(user))
  const written = await tx.$queryRawUnsafe<{ id: string }[]>(
    `insert into users (id, username, email, first_name, last_name, organisation, bio, search_visibility, email_privacy, public_profile,
       date_joined, password_hash, status_changed_by_id, status_changed_by_label)
     select id, username, email, first_name, last_name, organisation, bio, search_visibility::"SearchVisibility", email_privacy::"EmailPrivacy",
       public_profile, coalesce(date_joined, now()), password_hash, $13::uuid, $14
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::boolean[],
       $11::timestamptz[], $12::text[])
       as given (id, username, email, first_name, last_name, organisation, bio, search_visibility, email_privacy, public_profile, date_joined, password_hash)
     on conflict do nothing returning id`,
    rows.map(({ id }) => id),
    column((user) => user.username),
    column((user) => user.email),
    column((user) => user.firstName),
    column((user) => user.lastName),
    column((user) => user.organisation),
    column((user) => user.bio),
    column((user) => user.searchVisibility),
    column((user) => user.emailPrivacy),
    column((user) => user.publicProfile),
    column((user) => user.dateJoined?.toISOString() ?? null),
    column((user) => user.passwordHash ?? null),
    actor.id,
    actor.label,
  )
  return new Set(written.map(({ id }) => id))
}
