// A process that is killed while it approves leaves all or nothing, and a repeat finishes it (fault R1).
import { spawn, type ChildProcess } from 'node:child_process'
import { afterEach, expect, test } from 'vitest'
import { db, pool } from '../core/db.ts'
import { applicant, enrollmentNow, mail, mailsTo, openPool } from '../testing/enrollments.ts'
import { asAdministrator, auditOf, emptyTables, group, makeRole } from '../testing/world.ts'
import { decideEnrollment } from './mutations-decide.ts'

const KILLS = 12
const EACH = 12
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** A process of its own that approves these, one after the other, and says so after each. */
function approving(approverId: string, ids: readonly string[]): ChildProcess {
  const program = `
    const { actorFor } = await import('./lib/testing/world.ts')
    const { decideEnrollment } = await import('./lib/enrollments/mutations-decide.ts')
    const actor = await actorFor('${approverId}')
    process.stdout.write('ready')
    for (const enrollmentId of ${JSON.stringify(ids)}) {
      await decideEnrollment(actor, { enrollmentId, version: 1, decision: 'approve' })
      process.stdout.write('.')
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'ignore'] })
  children.push(child)
  return child
}
const ended = (child: ChildProcess) => new Promise((done) => child.once('close', done))
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

test('kill -9 at random times, twelve times over: every approval is whole or did not happen', async () => {
  mail(false)
  await emptyTables()
  const admin = await asAdministrator()
  const [groupId, role] = [await group(), await makeRole('user:read')]
  const { token } = await openPool(admin, { groupId, roles: [role], certificate: 'on_approval' })
  const seen = { all: 0, nothing: 0 }
  for (let round = 0; round < KILLS; round++) {
    await pool.query('delete from rate_limits')
    const all = []
    for (let n = 0; n < EACH; n++) all.push(await applicant(token))
    const child = approving(admin.id, all.map(({ id }) => id)) // prettier-ignore
    const isOver = ended(child)
    await new Promise((ready) => child.stdout!.once('data', ready))
    await wait(Math.random() * 150)
    child.kill('SIGKILL')
    await isOver
    for (const one of all) {
      const whole = await isWhole(one)
      seen[whole]++
      if (whole === 'all') continue
      expect(await decideEnrollment(admin, { enrollmentId: one.id, version: 1, decision: 'approve' })).toMatchObject({ state: 'APPROVED' })
      expect(await isWhole(one)).toBe('all')
    }
  }
  expect(seen.all).toBeGreaterThan(0)
  expect(seen.nothing).toBeGreaterThan(0)
}, 120_000)
