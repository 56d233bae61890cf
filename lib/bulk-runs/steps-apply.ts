// What each act writes for the users of one batch: a constant number of statements, whatever their number.
import { revokeCertificatesOf } from '../certificates/steps.ts'
import type { RevocationReason } from '../core/revocation-reasons.ts'
import { queueMails } from '../mail/steps.ts'
import { mailPasswordLinks } from '../passwords/steps-links.ts'
import { endSessionsOf } from '../sessions/steps.ts'
import { voidTokensOf } from '../tokens/steps.ts'
import { deactivatedMail, removeUsers, setFields, setStatuses, type Written } from '../users/steps-many.ts'
import type { BulkAction } from './schema.ts'
import { endGrants, giveGrants } from './steps-apply-roles.ts'
import type { Subject } from './steps-facts.ts'
import { record, targetOf, type Done, type Work } from './steps-record.ts'

type Apply<A extends BulkAction> = (work: Work<A>, users: readonly Subject[]) => Promise<Map<string, Done>>

const ids = (users: readonly Subject[]) => users.map(({ id }) => id)
const versions = (written: Map<string, Written>): Map<string, Done> => new Map([...written].map(([id, { version }]) => [id, { version }]))
const statusChange = (user: Subject, written: Map<string, Written>) => ({
  status: { before: user.status, after: written.get(user.id)?.status },
})

async function stop(
  work: Pick<Work, 'tx' | 'actor'>,
  users: readonly Subject[],
  to: 'DEACTIVATED' | 'DELETED',
  reason: string,
  revocationReason: RevocationReason | '' = '',
): Promise<{ written: Map<string, Written>; ended: Map<string, number> }> {
  const written = await setStatuses(work.tx, work.actor, ids(users), to, reason, revocationReason)
  const ended = await endSessionsOf(work.tx, ids(users), to === 'DELETED' ? 'deleted' : 'deactivated')
  await voidTokensOf(work.tx, ids(users))
  const why = to === 'DELETED' ? 'cessation_of_operation' : revocationReason || 'privilege_withdrawn'
  await revokeCertificatesOf(work.tx, work.actor, ids(users), why)
  return { written, ended }
}

const deactivate: Apply<'deactivate'> = async (work, users) => {
  const { reason, revocationReason = '' } = work.parameters // runs of before have none
  const { written, ended } = await stop(work, users, 'DEACTIVATED', reason, revocationReason)
  const entries = users.map((user) => ({
    target: targetOf(user),
    detail: { sessionsEnded: ended.get(user.id) ?? 0, ...(revocationReason && { revocationReason }) },
    changes: statusChange(user, written),
    reason,
  }))
  await record(work, 'user.deactivated', entries)
  await queueMails(
    work.tx,
    users.map((user) => deactivatedMail(user, reason)),
  )
  return versions(written)
}

const moveToTrash: Apply<'delete'> = async (work, users) => {
  const { reason } = work.parameters
  const { written, ended } = await stop(work, users, 'DELETED', reason)
  const entries = users.map((user) => ({
    target: targetOf(user),
    detail: { sessionsEnded: ended.get(user.id) ?? 0 },
    changes: statusChange(user, written),
    reason,
  }))
  await record(work, 'user.deleted', entries)
  return versions(written)
}

const reactivate: Apply<'reactivate'> = async (work, users) => {
  const { reason } = work.parameters
  const written = await setStatuses(work.tx, work.actor, ids(users), 'ACTIVE', reason)
  const entries = users.map((user) => ({ target: targetOf(user), detail: {}, changes: statusChange(user, written), reason }))
  await record(work, 'user.reactivated', entries)
  return versions(written)
}

const restore: Apply<'restore'> = async (work, users) => {
  const written = await setStatuses(work.tx, work.actor, ids(users), 'restored', '')
  const entries = users.map((user) => ({
    target: targetOf(user),
    detail: { to: written.get(user.id)?.status ?? '' },
    changes: statusChange(user, written),
  }))
  await record(work, 'user.restored', entries)
  return versions(written)
}

const purge: Apply<'purge'> = async (work, users) => {
  await removeUsers(work.tx, work.actor, ids(users))
  await record(
    work,
    'user.purged',
    users.map((user) => ({ target: targetOf(user), detail: {} })),
  )
  return new Map(users.map(({ id, version }) => [id, { version }]))
}

type Kept = { value: string | boolean }

const setField: Apply<'setField'> = async (work, users) => {
  const { field, value } = work.parameters
  const wanted = (user: Subject) => (work.undoing ? (user.before as Kept).value : value)
  const written = await setFields(
    work.tx,
    field,
    users.map((user) => ({ id: user.id, value: wanted(user) })),
  )
  const entries = users.map((user) => ({
    target: targetOf(user),
    detail: { version: written.get(user.id)?.version ?? user.version },
    changes: { [field]: { before: (user.current as Kept).value, after: wanted(user) } },
  }))
  await record(work, 'user.updated', entries)
  const done = users.map((user) => [user.id, { version: written.get(user.id)?.version ?? user.version, before: user.current }] as const)
  return new Map(done)
}

const passwordLinks: Apply<'passwordLinks'> = async (work, users) => {
  const { kind } = work.parameters
  await mailPasswordLinks(work.tx, users, kind)
  const purpose = kind === 'invitation' ? 'SET_PASSWORD' : 'RESET_PASSWORD'
  await record(
    work,
    'user.password-link-sent',
    users.map((user) => ({ target: targetOf(user), detail: { purpose } })),
  )
  return new Map(users.map(({ id, version }) => [id, { version }]))
}

const grantRole: Apply<'grantRole'> = (work, users) => giveGrants(work, users)
const endRole: Apply<'endRole'> = (work, users) => endGrants(work, users)

const APPLY: { [A in BulkAction]: Apply<A> } = {
  deactivate,
  reactivate,
  delete: moveToTrash,
  restore,
  purge,
  grantRole,
  endRole,
  setField,
  passwordLinks,
}

/**
 * Does an act to users whom the judge let through, and records it: one audit row for each. Whoever is not in the answer was not changed,
 * because somebody else was quicker.
 */
export async function apply<A extends BulkAction>(action: A, work: Work<A>, users: readonly Subject[]): Promise<Map<string, Done>> {
  return users.length === 0 ? new Map() : APPLY[action](work, users)
}
