// Every sequence of acts on one enrollment moves along the listed edges, and along no others (threat 58).
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { db, pool } from '../core/db.ts'
import { isAppError } from '../core/errors.ts'
import { expireAllEnrollments } from '../jobs/expire-enrollments.ts'
import { age, applicant, enrollmentNow, mail, openPool, stranger } from '../testing/enrollments.ts'
import { asAdministrator, emptyTables } from '../testing/world.ts'
import { regenerateApprovalCode, updateOwnEnrollment, withdrawEnrollment } from './mutations-applicant.ts'
import { decideEnrollment } from './mutations-decide.ts'
import { TRANSITIONS } from './rules.ts'
import type { EnrollmentState } from './schema.ts'

type Admin = Awaited<ReturnType<typeof asAdministrator>>
let admins: [Admin, Admin]
beforeAll(async () => {
  mail(false)
  await emptyTables()
  admins = [await asAdministrator(), await asAdministrator()]
})

const ACTS = ['approve', 'approve-other', 'approve-stale', 'reject', 'withdraw', 'expire', 'edit', 'regenerate', 'raw'] as const
type Act = (typeof ACTS)[number]
/** Where an act leads from PENDING, when nothing is asked of two approvers. */
const LEADS: Partial<Record<Act, EnrollmentState>> = { approve: 'APPROVED', 'approve-other': 'APPROVED', reject: 'REJECTED', withdraw: 'WITHDRAWN', expire: 'EXPIRED' } // prettier-ignore

type One = Awaited<ReturnType<typeof applicant>>
async function perform(act: Act, one: One): Promise<void> {
  const { id } = one
  const { version } = await enrollmentNow(id)
  const decide = (who: Admin, seen: number, decision: string) => decideEnrollment(who, { enrollmentId: id, version: seen, decision, reason: 'No' }) // prettier-ignore
  if (act === 'approve') await decide(admins[0], version, 'approve')
  else if (act === 'approve-other') await decide(admins[1], version, 'approve')
  else if (act === 'approve-stale') await decide(admins[0], version + 1, 'approve')
  else if (act === 'reject') await decide(admins[1], version, 'reject')
  else if (act === 'withdraw') await withdrawEnrollment(stranger(), { token: one.token })
  else if (act === 'edit') await updateOwnEnrollment(stranger(), { token: one.token, organisation: `Org ${version}` })
  else if (act === 'regenerate') await regenerateApprovalCode(stranger(), { token: one.token })
  else if (act === 'expire') {
    await age(id, '40 days')
    await expireAllEnrollments()
  } else await pool.query(`update enrollments set state = 'APPROVED', decided_at = now() where id = $1 and state <> 'PENDING'`, [id])
}

test('an enrollment walks from PENDING to one end and stays there', async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(fc.constantFrom(...ACTS), { minLength: 1, maxLength: 6 }), async (needsTwo, acts) => {
      await pool.query('delete from rate_limits')
      const owner = needsTwo ? await asAdministrator() : admins[0]
      const { token } = await openPool(owner, { needsSecondApprover: needsTwo })
      const one = await applicant(token)
      let state: EnrollmentState = 'PENDING'
      let firstBy: Act | null = null
      for (const act of acts) {
        const failed = await perform(act, one).then(() => null, (error: unknown) => error) // prettier-ignore
        const isFirst: boolean = needsTwo && act.startsWith('approve') && firstBy === null
        const isSame: boolean = needsTwo && firstBy === act
        const wanted: EnrollmentState | undefined = isFirst || isSame || state !== 'PENDING' ? undefined : LEADS[act]
        const now = await enrollmentNow(one.id)
        expect(now.state).toBe(wanted ?? state)
        if (wanted) expect(TRANSITIONS[state]).toContain(wanted)
        if (state !== 'PENDING' && failed && isAppError(failed))
          expect(failed).toMatchObject({ code: 'CONFLICT', detail: { reason: 'DECIDED' } })
        if (state !== 'PENDING' && LEADS[act] === 'APPROVED') expect(failed).not.toBeNull()
        if (act === 'edit' && state === 'PENDING') firstBy = null
        else if (isFirst && act !== 'approve-stale' && state === 'PENDING') firstBy = act
        state = now.state
        expect(await db.user.count({ where: { username: one.username } })).toBe(state === 'APPROVED' ? 1 : 0)
        expect(now.userId === null).toBe(state !== 'APPROVED')
        expect(now.decidedAt === null).toBe(state === 'PENDING')
        expect(now.sealedApprovalCode === null).toBe(state !== 'PENDING')
      }
    }),
    { numRuns: 40 },
  )
}, 60_000)
