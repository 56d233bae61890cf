// A process that is killed while it approves leaves all or nothing, and a repeat finishes it (fault R1).
import { spawn, type ChildProcess } from 'node:child_process'
import { afterEach, expect, test } from 'vitest'
import { db } from '../core/db.ts'
import { applicant, enrollmentNow, mail, mailsTo, openPool } from '../testing/enrollments.ts'
import { asAdministrator, auditOf, emptyTables, group, makeRole } from '../testing/world.ts'
import { decideEnrollment } from './mutations-decide.ts'

// Killed after so many approvals, and at some time within the next one.
const AFTER = [0, 2, 4]
const EACH = 6
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** A process of its own that approves whatever it reads the id of, one after the other, and says so after each. */
function approver(approverId: string) {
  const program = `
    const { createInterface } = await import('node:readline')
    const { actorFor } = await import('./lib/testing/world.ts')
    const { decideEnrollment } = await import('./lib/enrollments/mutations-decide.ts')
    const actor = await actorFor('${approverId}')
    for await (const enrollmentId of createInterface({ input: process.stdin })) {
      await decideEnrollment(actor, { enrollmentId, version: 1, decision: 'approve' })
      process.stdout.write('.')
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  return child
}

/** Resolves when the process has approved so many; rejects when it ends before that. */
function approvedBy(child: ChildProcess, many: number): Promise<void> {
  let dots = 0
  return new Promise((resolve, reject) => {
    if (many === 0) resolve()
    child.once('close', () => reject(new Error('The process that approves ended by itself.')))
    child.stdout!.on('data', (text: Buffer) => (dots += text.length) >= many && resolve())
  })
}
const wait = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds))

/** Whether everything that belongs to an approval is there, or nothing of it. */
async function isWhole(one: { id: string; username: string; email: string }): Promise<'all' | 'nothing'> {
  const now = await enrollmentNow(one.id)
  const user = await db.user.findFirst({ where: { username: one.username } })
  const parts = [
    now.state === 'APPROVED',
    now.userId !== null && now.userId === user?.id,
    user !== null,
    (await db.groupMember.count({ where: { userId: user?.id ?? one.id } })) === 1,
    (await db.grant.count({ where: { userId: user?.id ?? one.id } })) === 1,
    (await mailsTo(one.email)).length === 1,
    (await auditOf(one.id)).some(({ event }) => event === 'enrollment.approved'),
    (await db.oneTimeToken.count({ where: { userId: user?.id ?? one.id } })) === 1,
    (await db.certificate.count({ where: { userId: user?.id ?? one.id } })) === 1,
  ]
  expect(new Set(parts).size, `${one.id}: ${parts.join(' ')}`).toBe(1)
  return parts[0] ? 'all' : 'nothing'
}

/** Lets a process approve these, and kills it in the middle. */
async function killedWhileApproving(child: ChildProcess, token: string, after: number) {
  const ended = new Promise((done) => child.once('close', done))
  const all = []
  for (let n = 0; n < EACH; n++) all.push(await applicant(token))
  const reached = approvedBy(child, after)
  child.stdin!.write(all.map(({ id }) => `${id}\n`).join(''))
  await reached
  await wait(Math.random() * 60)
  child.kill('SIGKILL')
  await ended
  return all
}

test('kill -9 at random times: every approval is whole or did not happen, and a repeat finishes it', async () => {
  mail(false)
  await emptyTables()
  const admin = await asAdministrator()
  const [groupId, role] = [await group(), await makeRole('user:read')]
  const { token } = await openPool(admin, { groupId, roles: [role], certificate: 'on_approval' })
  const seen = { all: 0, nothing: 0 }
  // Starting one takes longer than all that it does: they start together.
  const rounds = AFTER.map((after) => ({ after, child: approver(admin.id) }))
  for (const { after, child } of rounds) {
    for (const one of await killedWhileApproving(child, token, after)) {
      const whole = await isWhole(one)
      seen[whole]++
      if (whole === 'all') continue
      expect(await decideEnrollment(admin, { enrollmentId: one.id, version: 1, decision: 'approve' })).toMatchObject({ state: 'APPROVED' })
      expect(await isWhole(one)).toBe('all')
    }
  }
  expect(seen.all).toBeGreaterThanOrEqual(Math.max(...AFTER))
  expect(seen.nothing).toBeGreaterThan(0)
}, 60_000)
