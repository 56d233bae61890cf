import '#server-only'
import { sql as raw } from 'kysely'
import { runIn, sql, type Tx } from '../core/db.ts'
import { notFound } from '../core/errors.ts'
import { IS_REPLACED, OURS } from './columns.ts'
import type { JobState } from './schema.ts'

/** One job, locked until the transaction ends, with what running it again depends on. Throws NOT_FOUND. */
export async function lockedJob(tx: Tx, jobId: string) {
  const query = raw<{ id: string; name: string; state: JobState; isReplaced: boolean }>`
    select job.id, job.name, job.state::text as state, ${IS_REPLACED} as "isReplaced"
    from jobs.job job where job.id = ${jobId}::uuid and ${OURS} for update of job`
  const [job] = await runIn(tx, query.compile(sql))
  if (!job) throw notFound('Job')
  return job
}
