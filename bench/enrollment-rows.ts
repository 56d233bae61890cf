// The rows of how people get in: deciding, enrolling, certificates.
import { randomUUID } from 'node:crypto'
import { readShell } from '../lib/auth/shell-query.ts'
import type { Run } from './measure.ts'
import { measureFiles, measureIssuing } from './measure-certificates.ts'
import { measureApproving, measureApprovingTogether, measureEnrolling, type ActFigures, type Deciding } from './measure-decisions.ts'
import { SHELL } from './measure-pages.ts'
import type { Running } from './processes.ts'
import type { Row } from './report.ts'

/** The row of the public form. */
export const ENROLL_FORM = 'enroll by the form'

async function decidingOf({ client, databasePid, tokens, parameters: { rounds } }: Run): Promise<Deciding> {
  const shell = await readShell(tokens[SHELL], { id: randomUUID(), ip: '127.0.0.1', userAgent: 'bench' })
  if (!shell) throw new Error('The session has ended.')
  return { client, databasePid, rounds, actor: shell.actor }
}

const row = (
  name: string,
  per: Row['per'],
  limitName: string,
  { ours, limit, roundTrips }: Omit<ActFigures, 'roundTrips'> & { roundTrips: number | null },
): Row => ({
  name,
  per,
  ours,
  limit: { name: limitName, figures: limit },
  roundTrips,
  mostRoundTrips: null,
  bars: [],
})

/** The rows that are measured in this process, while no server is running. `wanted` says of each whether it was asked for. */
export async function enrollmentRows(run: Run, wanted: (name: string) => boolean): Promise<Row[]> {
  const rows: Row[] = []
  const step = async (name: string, work: () => Promise<Row>) => {
    if (!wanted(name)) return
    run.say(`Measuring ${name}…`)
    rows.push(await work())
  }
  const measuring = { client: run.client, databasePid: run.databasePid, rounds: Math.min(run.parameters.rounds, 3) }
  const deciding = { ...(await decidingOf(run)), rounds: measuring.rounds }
  const one = 'approve an enrollment'
  await step(one, async () => row(one, 'enrollment', 'insert of a user, bare', await measureApproving(deciding)))
  const many = 'approve 32 at once'
  await step(many, async () => row(many, 'enrollment', 'insert of 32 users, bare', await measureApprovingTogether(deciding)))
  const issue = 'issue a certificate'
  await step(issue, async () => row(issue, 'certificate', 'key, signature and update, bare', await measureIssuing(measuring)))
  const file = 'make a PFX'
  await step(file, async () => row(file, 'file', 'PBKDF2, 600,000 rounds', { ...(await measureFiles(measuring)), roundTrips: null }))
  return rows
}

/** The row of the public form to join, sent to a server of ours. */
export async function enrollingRow(run: Run, server: Running): Promise<Row> {
  const deciding = { ...(await decidingOf(run)), rounds: Math.min(run.parameters.rounds, 3) }
  return row(ENROLL_FORM, 'request', 'place, enrollment and log, bare', await measureEnrolling(deciding, server))
}
