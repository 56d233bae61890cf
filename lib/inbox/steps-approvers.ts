// Who may decide about items of a group, for telling them.
import { sql as raw, type RawBuilder } from 'kysely'
import { runIn, sql, type Tx } from '../core/db.ts'
import { queueMails, type Mail } from '../mail/steps.ts'
import { MOST_TOLD } from './rules.ts'

/** An approver as mails address them. */
export type Approver = { id: string; username: string; email: string; fullName: string }

const VALID = raw`(grants.valid_until is null or grants.valid_until > now())`
const CURRENT = raw`(member.valid_until is null or member.valid_until > now())`
/** More holders than this are not looked through for the 50 who are told. */
const MOST_LOOKED_AT = 5_000

/** Everybody who may decide about items of the group, as `user_id` and whether their right ends at groups; without a group those everywhere. */
const holders = (groupId: string | null): RawBuilder<unknown> => raw`
  with above as materialized (select ancestor_id from group_tree where group_id = ${groupId}::uuid),
  given as materialized (select grants.user_id, grants.group_id, grants.reach_group_id is not null as near from grants
    where grants.role_id in (select role_id from role_effective_permissions where permission = 'enrollment:approve') and ${VALID}
      and (grants.reach_group_id is null or grants.reach_group_id in (select ancestor_id from above)))
  select managing.user_id, true as near from group_managers managing join groups managed on managed.id = managing.group_id
    join group_manager_permissions amounts on (managed.trusted or not amounts.needs_trust)
    join permission_inclusions inclusion on inclusion.permission = amounts.permission and inclusion.includes = 'enrollment:approve'
    where managing.group_id in (select ancestor_id from above)
  union all select given.user_id, given.near from given where given.user_id is not null
  union all select member.user_id, given.near from given join group_tree tree on tree.ancestor_id = given.group_id
    join group_members member on member.group_id = tree.group_id and ${CURRENT}
  limit ${MOST_LOOKED_AT}`

/**
 * At most 50 active approvers of items of the group (null: of items without one) who want a mail for each, those whose right is limited to
 * groups first: they know the people. `except` are ids and e-mail addresses (in lower case) of whoever cannot decide about it.
 */
export function approversOf(tx: Tx, groupId: string | null, except: readonly string[] = []): Promise<Approver[]> {
  const query = raw<Approver>`select users.id::text as id, users.username, users.email, users.full_name as "fullName"
    from (select user_id, bool_or(near) as near from (${holders(groupId)}) as holder group by user_id) as approver
    join users on users.id = approver.user_id and users.status = 'ACTIVE'
    where coalesce(users.preferences ->> 'approvalMail', 'each') = 'each'
      and users.id::text <> all(${[...except]}::text[]) and lower(users.email) <> all(${[...except]}::text[])
    order by approver.near desc, users.id limit ${MOST_TOLD}`
  return runIn(tx, query.compile(sql))
}

/** Writes one message to each of these people, in the caller's transaction. */
export const mailTo = async <P extends Approver>(
  tx: Tx,
  people: readonly P[],
  mailOf: (person: P, name: string) => Pick<Mail, 'template' | 'values'>,
) =>
  queueMails(
    tx,
    people.map(
      (person) =>
        ({
          ...mailOf(person, person.fullName || person.username),
          toAddress: person.email,
          toName: person.fullName,
          userId: person.id,
        }) as Mail,
    ),
  )
