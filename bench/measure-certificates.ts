import { createPublicKey, generateKeyPairSync, pbkdf2, randomBytes, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { Client } from 'pg'
import { filePassword, pfxFile } from '../lib/certificates/key-file.ts'
import { issuePendingCertificate } from '../lib/certificates/mutations-maintenance.ts'
import { systemActor } from '../lib/core/actor.ts'
import { newId } from '../lib/core/id.ts'
import { costOf, roundTripsOf } from './in-process.ts'
import { medianOf, type Figures } from './load.ts'
import type { ActFigures } from './measure-decisions.ts'

type Measuring = { client: Client; databasePid: number; rounds: number }

const CERTIFICATES = 100
const FILES = 3
const ITERATIONS = 600_000

/** Certificates that wait to be signed, for as many users; no job knows of them. */
async function waiting(client: Client, count: number) {
  const { rows } = await client.query<{ id: string }>(
    `insert into certificates (id, user_id, user_label, username, serial)
     select given.id, users.id, username, username, replace(given.id::text, '-', '')
     from (select id, username, row_number() over (order by id) as n from users where status = 'ACTIVE' and char_length(username) <= 64 order by id limit $2) as users
     join unnest($1::uuid[]) with ordinality as given (id, n) using (n) returning certificates.id`,
    [Array.from({ length: count }, newId), count],
  )
  return rows.map(({ id }) => id)
}

async function forget(client: Client, ids: readonly string[], since: Date) {
  await client.query('begin')
  await client.query(`set local session_replication_role = replica`)
  await client.query('delete from certificates where id = any($1::uuid[])', [ids])
  await client.query(`delete from audit_events where at >= $1 and event = 'certificate.issued'`, [since])
  await client.query('commit')
  await client.query('vacuum analyze certificates')
}

/** The limit of issuing: a key, a signature on P-384 over as much as a certificate has, and a row that is changed. */
async function bareIssue(client: Client, key: ReturnType<typeof generateKeyPairSync>['privateKey'], id: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const content = Buffer.concat([publicKey.export({ format: 'der', type: 'spki' }), Buffer.alloc(500)])
  const signature = sign('sha384', content, key).toString('base64')
  const sealed = privateKey.export({ format: 'pem', type: 'pkcs8' })
  await client.query('begin')
  await client.query({
    name: 'bare certificate',
    text: `update certificates set state = 'ISSUED', fingerprint = $1::uuid::text, certificate_pem = $2, sealed_private_key = $3, not_before = now(),
      not_after = now() + interval '1 year' where id = $1::uuid`,
    values: [id, signature + content.toString('base64'), sealed],
  })
  await client.query('commit')
}

/** Signs waiting certificates as the job does, and does the least of it bare, in turns. */
export async function measureIssuing({ client, databasePid, rounds }: Measuring): Promise<ActFigures> {
  const since = (await client.query<{ now: Date }>('select clock_timestamp() as now')).rows[0]?.now ?? new Date()
  const actor = systemActor('certificates.issue')
  const issue = async (certificateId: string) => {
    const { state } = await issuePendingCertificate(actor, { certificateId })
    if (state !== 'valid') throw new Error(`A certificate that was issued is ${state}.`)
  }
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const made: string[] = []
  const next = async (count: number) => {
    const ids = await waiting(client, count)
    made.push(...ids)
    return ids
  }
  const all: [Figures[], Figures[]] = [[], []]
  try {
    const [first = '', second = '', ...warm] = await next(10)
    await issue(first) // makes the authority at first need
    const roundTrips = await roundTripsOf(() => issue(second))
    for (const id of warm) await issue(id)
    const inTurn = (ids: readonly string[], work: (id: string) => Promise<void>) => async () => {
      for (const id of ids) await work(id)
    }
    for (let round = 0; round < rounds; round++) {
      all[0].push(await costOf(databasePid, CERTIFICATES, inTurn(await next(CERTIFICATES), issue)))
      const bare = (id: string) => bareIssue(client, key, id)
      all[1].push(await costOf(databasePid, CERTIFICATES, inTurn(await next(CERTIFICATES), bare)))
    }
    return { ours: medianOf(all[0]), limit: medianOf(all[1]), roundTrips }
  } finally {
    await forget(client, made, since)
  }
}

/** Makes PFX files with a key and two certificates of usual size, and derives one key by as many rounds of PBKDF2, in turns. */
export async function measureFiles({ databasePid, rounds }: Omit<Measuring, 'client'>): Promise<Omit<ActFigures, 'roundTrips'>> {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const certificate = () => Buffer.concat([createPublicKey(key).export({ format: 'der', type: 'spki' }), randomBytes(500)])
  const contents = { key, certificates: [certificate(), certificate()], name: 'bench.applicant' }
  const often = (work: () => Promise<unknown>) => async () => {
    for (let file = 0; file < FILES; file++) await work()
  }
  const own = often(() => pfxFile(contents, filePassword(), 'strong'))
  const bare = often(() => promisify(pbkdf2)(filePassword(), randomBytes(16), ITERATIONS, 32, 'sha256'))
  await pfxFile(contents, filePassword(), 'strong')
  const all: [Figures[], Figures[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    all[0].push(await costOf(databasePid, FILES, own))
    all[1].push(await costOf(databasePid, FILES, bare))
  }
  return { ours: medianOf(all[0]), limit: medianOf(all[1]) }
}
