import '#server-only'
import { sql as raw } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { env } from '../core/env.ts'
import { AppError } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import type { Audit } from '../core/operation.ts'
import type { Permission } from '../core/permissions.ts'
import { queueMails, type Mail } from '../mail/steps.ts'
import { setting } from '../settings/read.ts'
import { usersWithin } from '../users/scope.ts'
import { poolsWithin } from './scope.ts'
import { invitationTarget, ownerOf, type InvitationRecord } from './steps.ts'
import { makeLinks, urlOf } from './steps-links.ts'
import { insistOnMayLetIn, type Gives } from './steps-rights.ts'
import { writeGives } from './steps-write.ts'
import type { Invited } from './views.ts'

/** Somebody to invite. The names may be empty. */
export type Person = { email: string; firstName: string; lastName: string }
/** What an invitation gives, and says. `expiresAt` null: after as many days as the settings say. */
export type InvitationTerms = Gives & { message: string; expiresAt: Date | null }
/** Why somebody was not invited. */
export type NotInvited = { refused: { reason: string; message: string } }

const key = (email: string) => email.toLowerCase()
/** One at a time for each address, in the same order for everybody, so that two who invite the same people never wait in a circle. */
async function lockAddresses(tx: Tx, emails: readonly string[]): Promise<void> {
  await tx.$executeRaw`select set_config('lock_timeout', '8s', true), set_config('statement_timeout', '9s', true)`
  const keys = [...new Set(emails.map(key))].sort()
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('invitation ' || address, 0))
    from unnest(${keys}::text[]) with ordinality as given (address, place) order by place`
}

type Known = { users: ReadonlySet<string>; hidden: ReadonlySet<string>; invited: ReadonlySet<string> }

/** Which addresses belong to users within the actor's reach, which to others, and which have an open invitation within it. */
async function knownAddresses(tx: Tx, actor: Actor, emails: readonly string[], exceptId: string | null = null): Promise<Known> {
  const keys = emails.map(key)
  const users = await runIn(
    tx,
    raw<{ email: string; seen: boolean }>`select lower(email) as email, ${usersWithin(actor, 'user:read')} as seen from users
      where lower(email) = any(${keys}::text[]) and status <> 'ANONYMIZED'`.compile(sql),
  )
  const invited = await runIn(
    tx,
    raw<{
      email: string
    }>`select lower(email) as email from enrollment_pools where kind = 'invitation' and lower(email) = any(${keys}::text[])
      and deleted_at is null and active and used = 0 and expires_at > now() and id is distinct from ${exceptId}::uuid
      and ${poolsWithin(actor, 'enrollment:invite')}`.compile(sql),
  )
  const of = (seen: boolean) => new Set(users.filter((user) => user.seen === seen).map(({ email }) => email))
  return { users: of(true), hidden: of(false), invited: new Set(invited.map(({ email }) => email)) }
}

function whyNotInvite({ users, invited }: Known, email: string): NotInvited['refused'] | null {
  if (users.has(key(email))) return { reason: 'USER_EXISTS', message: 'That e-mail address belongs to a user already.' }
  if (invited.has(key(email)))
    return { reason: 'INVITED', message: 'An invitation to that address is open already. Send it again, or revoke it first.' }
  return null
}

const nameOf = ({ firstName, lastName, email }: Person) => [...(`${firstName} ${lastName}`.trim() || email)].slice(0, 100).join('')

type NewInvitation = Person & { id: string; expiresAt: Date; linkMinutes: number }

async function writeInvitations(tx: Tx, actor: Actor, people: readonly Person[], terms: InvitationTerms): Promise<NewInvitation[]> {
  const { ownerId, ownerLabel } = ownerOf(actor)
  const rows = people.map((person) => ({ id: newId(), ...person, name: nameOf(person) }))
  const ends = await tx.$queryRaw<{ id: string; expiresAt: Date; linkMinutes: number }[]>`
    insert into enrollment_pools (id, kind, name, welcome, owner_id, owner_label, expires_at, quota, email, first_name, last_name, needs_approval, group_id)
    select id, 'invitation', name, ${terms.message}, ${ownerId}::uuid, ${ownerLabel},
      coalesce(${terms.expiresAt}::timestamptz, now() + make_interval(days => ${setting('enrollment.invitationDays')}::int)), 1, email, "firstName",
      "lastName", false, ${terms.groupId}::uuid
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as person (id uuid, name text, email text, "firstName" text, "lastName" text)
    returning id::text as id, expires_at as "expiresAt", greatest(1, round(extract(epoch from expires_at - now()) / 60))::int as "linkMinutes"`
  await writeGives(tx, rows.map(({ id }) => id), terms) // prettier-ignore
  const endOf = new Map(ends.map((end) => [end.id, end]))
  return rows.map(({ name: _name, ...row }) => ({ ...row, ...endOf.get(row.id)! }))
}

async function groupName(tx: Tx, groupId: string | null): Promise<string> {
  if (groupId === null) return ''
  return (await tx.group.findUnique({ where: { id: groupId }, select: { name: true } }))?.name ?? ''
}

/**
 * Makes the links of new or renewed invitations, and mails them: to an address that belongs to somebody out of the actor's reach goes a note
 * about that instead, so that nobody learns by inviting who has an account. Gives the links by id when no mail is configured, else none.
 */
async function sendLinks(
  tx: Tx,
  actor: Actor,
  invitations: readonly NewInvitation[],
  { hidden }: Known,
  terms: { groupId: string | null; message: string },
) {
  const isConfigured = env.smtpUrl !== undefined
  const isHidden = ({ email }: Person) => hidden.has(key(email))
  const made = await makeLinks(
    tx,
    actor,
    invitations.map((invitation) => ({ poolId: invitation.id, singleUse: true, byMail: isConfigured && !isHidden(invitation) })),
  )
  const links = new Map(made.map((link) => [link.poolId, link]))
  const group = await groupName(tx, terms.groupId)
  const mails = invitations.map((invitation): Mail => {
    const name = `${invitation.firstName} ${invitation.lastName}`.trim()
    const to = { toAddress: invitation.email, toName: name || invitation.email, userId: null }
    if (isHidden(invitation)) return { template: 'invitation-known', values: { name, inviter: actor.label }, ...to }
    const values = { name, inviter: actor.label, group, message: terms.message, linkMinutes: invitation.linkMinutes }
    const { id: aboutId, code: secret } = links.get(invitation.id)!
    return { template: 'invitation-to-enroll', values, ...to, aboutId, secret }
  })
  await queueMails(tx, mails)
  return isConfigured ? new Map<string, string>() : new Map([...links].map(([id, { code }]) => [id, urlOf(code)]))
}

const answerOf = ({ id, email, expiresAt }: NewInvitation, links: ReadonlyMap<string, string>): Invited => ({
  invitationId: id,
  email,
  link: links.get(id) ?? null,
  expiresAt,
})

/**
 * Invites people on the same terms, set-based, with a result for each: an invitation, or why not. The actor must be able to give all that the
 * terms say, within what `permission` reaches; throws as `insistOnMayLetIn` otherwise. An address is invited once, also in the same instant.
 */
export async function inviteMany(
  tx: Tx,
  actor: Actor,
  audit: Audit,
  people: readonly Person[],
  terms: InvitationTerms,
  permission: Permission = 'enrollment:invite',
): Promise<(Invited | NotInvited)[]> {
  await insistOnMayLetIn(tx, actor, permission, terms, 'invite people to this')
  await lockAddresses(tx, people.map(({ email }) => email)) // prettier-ignore
  const known = await knownAddresses(tx, actor, people.map(({ email }) => email)) // prettier-ignore
  const seen = new Set<string>()
  const refusals = people.map(({ email }) => {
    if (seen.has(key(email))) return { reason: 'REPEATED', message: 'Named in a line above.' }
    seen.add(key(email))
    return whyNotInvite(known, email)
  })
  const invited = people.filter((_, at) => !refusals[at])
  if (invited.length === 0) audit.unchanged()
  const invitations = invited.length === 0 ? [] : await writeInvitations(tx, actor, invited, terms)
  const links = await sendLinks(tx, actor, invitations, known, terms)
  if (invitations.length > 0)
    await audit.recordMany(
      'invitation.sent',
      invitations.map((each) => ({ target: invitationTarget(each), detail: { pool: nameOf(each), poolId: each.id } })),
    )
  const answers = invitations.map((invitation) => answerOf(invitation, links))
  return refusals.map((refused) => (refused ? { refused } : answers.shift()!))
}

/**
 * Invites one person inside the caller's transaction, as `inviteUser` does: the caller's operation says who may, `permission` within which
 * groups. Throws CONFLICT (USER_EXISTS, INVITED) when the address has an account or an open invitation within the actor's reach, and whatever
 * `insistOnMayLetIn` throws. Records `invitation.sent`. `link` is told once, and only when no mail is configured.
 */
export async function inviteIn(
  tx: Tx,
  actor: Actor,
  audit: Audit,
  { email, firstName = '', lastName = '' }: { email: string; firstName?: string; lastName?: string },
  { groupId = null, groupIds = [], roles = [], message = '', expiresAt = null }: Partial<InvitationTerms>,
  permission: Permission = 'enrollment:invite',
): Promise<Invited> {
  const terms = { groupId, groupIds, roles, message, expiresAt }
  const [answer] = await inviteMany(tx, actor, audit, [{ email, firstName, lastName }], terms, permission)
  if (answer && 'refused' in answer) {
    const { reason, message: why } = answer.refused
    throw new AppError('CONFLICT', `${why} Nothing was sent.`, { reason, fields: { email: [why] } })
  }
  return answer!
}

/**
 * Sends an invitation again with a new link, in the actor's name: the old link stops working, and the new one works as long as a fresh
 * invitation would, or as the old one if that is longer. The row must be locked.
 */
export async function inviteAgain(tx: Tx, actor: Actor, invitation: InvitationRecord): Promise<Invited> {
  await insistOnMayLetIn(tx, actor, 'enrollment:invite', invitation, 'invite people to this')
  await lockAddresses(tx, [invitation.email])
  const known = await knownAddresses(tx, actor, [invitation.email], invitation.id)
  const why = whyNotInvite(known, invitation.email)
  if (why) throw new AppError('CONFLICT', `${why.message} Nothing was sent.`, { reason: why.reason })
  const { ownerId, ownerLabel } = ownerOf(actor)
  await tx.$executeRaw`update enrollment_links set voided_at = now() where pool_id = ${invitation.id}::uuid and voided_at is null`
  const [end] = await tx.$queryRaw<{ expiresAt: Date; linkMinutes: number }[]>`
    update enrollment_pools set expires_at = greatest(expires_at, now() + make_interval(days => ${setting('enrollment.invitationDays')}::int)),
      owner_id = ${ownerId}::uuid, owner_label = ${ownerLabel}, updated_at = now(), version = version + 1
    where id = ${invitation.id}::uuid
    returning expires_at as "expiresAt", greatest(1, round(extract(epoch from expires_at - now()) / 60))::int as "linkMinutes"`
  const again = { ...invitation, ...end! }
  const links = await sendLinks(tx, actor, [again], known, invitation)
  return answerOf(again, links)
}
