// What tests of certificates look at: rows, events, waiting jobs, and why something was refused.
import { db, pool } from '../core/db.ts'
import { auditOf } from './world.ts'

/** A certificate as it is stored. */
export const row = (id: string) => db.certificate.findUniqueOrThrow({ where: { id } })

/** How a call ended: "done", or the reason, the fields or the code of its refusal. */
export const why = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string; detail?: { reason?: string; fields?: object }; message: string }) =>
      error.detail?.reason ??
      (error.detail?.fields ? `${error.code} ${Object.keys(error.detail.fields).join()}` : (error.code ?? error.message)),
  )

/** What the log says of a user's certificates, oldest first. */
export const events = async (userId: string) =>
  (await auditOf(userId)).map(({ event }) => event).filter((event) => event.startsWith('certificate.'))

/** What the jobs of this name that wait are told. */
export const waitingJobs = async (name: string) =>
  (await pool.query<{ data: unknown }>(`select data from jobs.job where name = $1 and state = 'created'`, [name])).rows.map(
    ({ data }) => data,
  )
