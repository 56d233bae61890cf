// What tests of enrollments share: pools, applicants, and the mails that they get.
import { anonymousActor, type Actor } from '../core/actor.ts'
import { db, pool } from '../core/db.ts'
import { unseal } from '../core/crypto.ts'
import { newId } from '../core/id.ts'
import { forget } from '../core/lazily.ts'
import { createPool } from '../enrollment-pools/mutations.ts'
import { enroll } from '../enrollments/mutations-applicant.ts'
import type { EnrollAnswer } from '../enrollments/views.ts'
import { openSecret } from '../mail/secret.ts'

/** Somebody without a session, from this address. */
export const stranger = (ip = '192.0.2.77'): Actor => anonymousActor({ id: newId(), ip, userAgent: 'test' })

/** Turns mail on or off for this process. Nothing is sent: no worker runs. */
export function mail(isOn: boolean) {
  if (isOn) process.env.SMTP_URL = 'smtp://127.0.0.1:9'
  else delete process.env.SMTP_URL
  forget('env')
}

/** A pool made by the operation, with the code of its first link. */
export async function openPool(owner: Actor, settings: Record<string, unknown> = {}) {
  const { poolId } = await createPool(owner, { name: 'Spring school', ...settings })
  return { poolId, token: (await codesOf(poolId))[0]! }
}

/** The codes of a pool's links in the order of their numbers. */
export async function codesOf(poolId: string): Promise<string[]> {
  const links = await db.enrollmentLink.findMany({ where: { poolId }, orderBy: { number: 'asc' } })
  return links.map(({ id, sealedCode }) => unseal(sealedCode, `enrollment-link:${id}`))
}

let counter = 0
/** What a form sends, with a name that nobody has. */
export function form(token: string, more: Record<string, unknown> = {}) {
  const username = `app${++counter}.${Math.random().toString(36).slice(2, 8)}`
  return { token, username, email: `${username}@example.org`, firstName: 'App', lastName: `Licant ${counter}`, ...more }
}

/** Somebody who asks to join, and their enrollment as it then is. */
export async function applicant(token: string, more: Record<string, unknown> = {}, actor: Actor = stranger()) {
  const given = form(token, more)
  const answer: EnrollAnswer = await enroll(actor, given)
  const row = await db.enrollment.findFirstOrThrow({ where: { username: given.username }, orderBy: { createdAt: 'desc' } })
  return { ...row, token: answer.statusToken, next: answer.next }
}

/** The mails to an address, oldest first, each with the secret of its link. */
export async function mailsTo(toAddress: string) {
  const rows = await db.outboxMessage.findMany({ where: { toAddress }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
  return rows.map((row) => ({ id: row.id, template: row.template, values: row.values, secret: openSecret(row) }))
}

/** The enrollment as it is now. */
export const enrollmentNow = (id: string) => db.enrollment.findUniqueOrThrow({ where: { id } })

/** Lets the clock of one enrollment run: everything about it is so much longer ago. */
export const age = (id: string, interval: string) =>
  pool.query(
    `update enrollments set created_at = created_at - $2::interval, expires_at = expires_at - $2::interval,
       confirmation_sent_at = confirmation_sent_at - $2::interval, decided_at = decided_at - $2::interval where id = $1`,
    [id, interval],
  )
