import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { closeDatabase, db, pool } from '../core/db.ts'
import { systemActor } from '../core/actor.ts'
import { newId } from '../core/id.ts'
import { issueCertificate as doJob } from '../jobs/issue-certificate.ts'
import { publishLists } from '../jobs/publish-revocation-list.ts'
import { stopQueue } from '../jobs/queue.ts'
import { grantRole } from '../roles/mutations.ts'
import { events, row, waitingJobs, why } from '../testing/certificates.ts'
import { issuedFor, made, makeCsr, makeKey } from '../testing/openssl.ts'
import {
  actorFor,
  asAdministrator,
  asManager,
  asStranger,
  emptyTables,
  fingerprint,
  group,
  join,
  makeRole,
  person,
  set,
  system,
  tamper,
} from '../testing/world.ts'
import { createAuthority } from './mutations-authority.ts'
import { issuePendingCertificate, recordFailedIssue, requeueWaitingCertificates } from './mutations-maintenance.ts'
import { downloadOwnCertificate, renewOwnCertificate, requestOwnCertificate } from './mutations-own.ts'
import { issueCertificate, renewCertificate, retryCertificate, revokeCertificate } from './mutations.ts'
import { certificatesOfUser, getCertificate, listCertificates, listOwnCertificates } from './queries.ts'
import { requestCertificatesFor } from './steps.ts'

beforeEach(async () => {
  await emptyTables()
  await pool.query('delete from jobs.job')
})
afterAll(async () => {
  await stopQueue()
  await closeDatabase()
})

describe('issuing', () => {
  test('is a waiting row and a job, then one certificate, however often and in how many processes the job runs', async () => {
    const user = await person()
    const { certificateId } = await issueCertificate(await asAdministrator(), { userId: user.id })
    expect(await row(certificateId)).toMatchObject({
      state: 'PENDING',
      certificatePem: '',
      sealedPrivateKey: null,
      username: user.username,
    })
    expect(await waitingJobs('certificates.issue')).toEqual([{ certificateId }])
    await Promise.all(Array.from({ length: 16 }, () => doJob({ certificateId })))
    const first = await row(certificateId)
    expect(first).toMatchObject({ state: 'ISSUED', attempts: 1 })
    await doJob({ certificateId })
    expect(await row(certificateId)).toEqual(first)
    expect(await db.certificateAuthority.count()).toBe(1)
    expect(await events(user.id)).toEqual(['certificate.requested', 'certificate.issued'])
  })

  test('that fails half-way leaves it waiting with the reason, and the next try makes one certificate under the same number', async () => {
    const user = await person()
    const { certificateId } = await issueCertificate(system, { userId: user.id })
    const { serial } = await row(certificateId)
    await pool.query(`create function half_way() returns trigger language plpgsql as $$ begin raise exception 'pulled the plug'; end $$`)
    await pool.query(
      `create trigger half_way after update on certificates for each row when (new.state = 'ISSUED') execute function half_way()`,
    )
    try {
      await expect(doJob({ certificateId })).rejects.toThrow('It could not be signed; the log of Gatehouse says why.')
    } finally {
      await pool.query('drop function half_way() cascade')
    }
    expect(await row(certificateId)).toMatchObject({
      state: 'PENDING',
      attempts: 1,
      certificatePem: '',
      sealedPrivateKey: null,
      fingerprint: null,
    })
    expect((await row(certificateId)).lastError).toContain('could not be signed')
    await doJob({ certificateId })
    expect(await row(certificateId)).toMatchObject({ state: 'ISSUED', serial, lastError: '', attempts: 2 })
  })

  test('waits while the authority cannot sign, counts as failed after eight tries, and can be tried again', async () => {
    const user = await person()
    const { authorityId } = await createAuthority(system, {})
    const { sealedKey } = await db.certificateAuthority.findUniqueOrThrow({ where: { id: authorityId } })
    await tamper('update certificate_authorities set sealed_key = $1', ['v1.other.key'])
    const { certificateId } = await issueCertificate(system, { userId: user.id })
    for (let n = 1; n < 8; n++) await expect(doJob({ certificateId })).rejects.toThrow('APP_ENCRYPTION_KEY')
    await doJob({ certificateId }) // the last failure is said in the row, not to the queue
    expect(await row(certificateId)).toMatchObject({ state: 'FAILED', attempts: 8 })
    expect(await events(user.id)).toEqual(['certificate.requested', 'certificate.failed'])
    await doJob({ certificateId })
    await tamper('update certificate_authorities set sealed_key = $1', [sealedKey])
    await retryCertificate(system, { certificateId })
    await doJob({ certificateId })
    expect(await row(certificateId)).toMatchObject({ state: 'ISSUED' })
    expect(await why(retryCertificate(system, { certificateId }))).toBe('NOT_FAILED')
    await publishLists()
  })

  test('for many at once is one step; names of more than 64 characters get none, and the log says why', async () => {
    const users = await Promise.all(['a'.repeat(64), 'b'.repeat(65)].map((username) => person({ username })))
    const asked = await db.$transaction((tx) =>
      requestCertificatesFor(tx, system, users.map(({ id, username }) => ({ id, username, label: username, csr: '' }))),
    ) // prettier-ignore
    expect(asked.get(users[1]!.id)).toMatchObject({ why: expect.stringContaining('64 characters') as string })
    const { certificateId } = asked.get(users[0]!.id) as { certificateId: string }
    await doJob({ certificateId })
    expect(made(['x509', '-in', 'c', '-noout', '-subject'], { c: (await row(certificateId)).certificatePem })).toContain('a'.repeat(64))
    expect(await events(users[1]!.id)).toEqual(['certificate.not-issued'])
    expect(await why(issueCertificate(system, { userId: users[1]!.id }))).toBe('NAME_TOO_LONG')
    expect(await db.certificate.count()).toBe(1)
  })

  test('stops for whoever is gone or called otherwise by then; what was lost is queued again within the hour', async () => {
    const [gone, renamed] = [await person(), await person()]
    const ids = []
    for (const user of [gone, renamed]) ids.push((await issueCertificate(system, { userId: user.id })).certificateId)
    await tamper(`update users set status = 'DEACTIVATED' where id = $1`, [gone.id])
    await tamper(`update users set username = 'other.name' where id = $1`, [renamed.id])
    for (const certificateId of ids) await doJob({ certificateId })
    for (const certificateId of ids) expect(await row(certificateId)).toMatchObject({ state: 'FAILED', certificatePem: '' })
    const { certificateId } = await issueCertificate(system, { userId: (await person()).id })
    await pool.query('delete from jobs.job')
    expect(await requeueWaitingCertificates(system, {})).toBe(0)
    await pool.query(`update certificates set created_at = now() - interval '61 minutes' where id = $1`, [certificateId])
    expect(await requeueWaitingCertificates(system, {})).toBe(1)
    expect(await waitingJobs('certificates.issue')).toEqual([{ certificateId }])
    await recordFailedIssue(system, { certificateId, error: 'No', final: true })
    expect(await row(certificateId)).toMatchObject({ state: 'FAILED', lastError: 'No' })
    expect((await issuePendingCertificate(system, { certificateId: newId() })).state).toBeNull()
  })
})

describe('asking for one’s own', () => {
  test('is for whom the setting says; ten live ones are enough; a request of one’s own is judged', async () => {
    const me = await asStranger()
    expect(await why(requestOwnCertificate(me, {}))).toBe('NOT_OFFERED')
    expect((await listOwnCertificates(me, {})).mayAsk).toBe(false)
    await set('certificate.selfService', 'everybody')
    expect((await listOwnCertificates(me, {})).mayAsk).toBe(true)
    const { username } = await db.user.findUniqueOrThrow({ where: { id: me.id } })
    expect(await why(requestOwnCertificate(me, { csr: makeCsr('/CN=root', makeKey()) }))).toBe('INVALID csr')
    expect(await why(requestOwnCertificate(me, { csr: 'x'.repeat(20_000) }))).toBe('INVALID csr')
    const { certificateId } = await requestOwnCertificate(me, { csr: makeCsr(`/CN=${username}`, makeKey()) })
    await doJob({ certificateId })
    const { certificateId: next } = await renewOwnCertificate(me, { certificateId })
    await doJob({ certificateId: next })
    const [old, renewed] = [await row(certificateId), await row(next)]
    expect(renewed).toMatchObject({ state: 'ISSUED', renewalOfId: certificateId, publicKeyPem: old.publicKeyPem })
    expect(old.state).toBe('ISSUED')
    for (let n = 2; n < 10; n++) await issueCertificate(system, { userId: me.id })
    expect(await why(issueCertificate(system, { userId: me.id }))).toBe('TOO_MANY')
    await set('certificate.selfService', 'nobody')
    expect(await why(requestOwnCertificate(await actorFor(me.id), {}))).toBe('NOT_OFFERED')
  })

  test('is open to those whose pool offers it', async () => {
    const me = await asStranger()
    await pool.query(
      `insert into enrollments (id, source, state, decided_at, expires_at, certificate, status_hash, sealed_status_code, user_id, username)
       values ($1::uuid, 'administrator', 'APPROVED', now(), now(), 'on_request', $1::text, '', $2, 'someone')`,
      [newId(), me.id],
    )
    expect((await listOwnCertificates(me, {})).mayAsk).toBe(true)
    await requestOwnCertificate(me, {})
  })
})

describe('a download', () => {
  test('hands a key out once, of 32 at the same moment; afterwards it is nowhere', async () => {
    const me = await asStranger()
    const { id } = await issuedFor(me.id)
    const answers = await Promise.all(Array.from({ length: 32 }, () => why(downloadOwnCertificate(me, { certificateId: id }))))
    expect(answers.filter((each) => each === 'done')).toHaveLength(1)
    expect(answers.filter((each) => each !== 'done').every((each) => ['IN_PROGRESS', 'HANDED_OUT', 'UNAVAILABLE'].includes(each))).toBe(
      true,
    )
    expect(await row(id)).toMatchObject({ sealedPrivateKey: null, handedOutAt: expect.any(Date) as Date })
    expect(await why(downloadOwnCertificate(me, { certificateId: id, format: 'pem' }))).toBe('HANDED_OUT')
    expect((await events(me.id)).filter((event) => event === 'certificate.downloaded')).toHaveLength(1)
  }, 60_000)

  test('is for oneself alone, with a password of just now, and for what is valid', async () => {
    const [me, other, admin] = [await asStranger(), await asStranger(), await asAdministrator()]
    const { id, version } = await issuedFor(me.id)
    const before = await fingerprint()
    for (const actor of [other, admin, systemActor('test')])
      expect(await why(downloadOwnCertificate(actor, { certificateId: id }))).toBe('NOT_FOUND')
    const stale = await actorFor(me.id, Date.now() - 3_600_000)
    expect(await why(downloadOwnCertificate(stale, { certificateId: id }))).toBe('REAUTHENTICATE')
    expect(await fingerprint()).toBe(before)
    const { certificateId } = await issueCertificate(system, { userId: me.id })
    expect(await why(downloadOwnCertificate(me, { certificateId }))).toBe('NOT_ISSUED')
    await revokeCertificate(admin, { certificateId: id, version })
    expect(await why(downloadOwnCertificate(me, { certificateId: id }))).toBe('NOT_VALID')
    expect((await row(id)).sealedPrivateKey).toBeNull()
  })
})

describe('rights', () => {
  test('whoever is limited to a group acts there alone; nobody acts on who outranks them; a key of their own takes more', async () => {
    const groupId = await group()
    const issuer = await person({ password: true })
    const role = await makeRole('certificate:read', 'certificate:issue', 'certificate:revoke')
    await grantRole(system, { userId: issuer.id, roleId: role, reachGroupId: groupId })
    const actor = await actorFor(issuer.id)
    const [inside, outside, boss] = [await person(), await person(), await asAdministrator()]
    await join(groupId, inside.id)
    await join(groupId, boss.id)
    const far = await issuedFor(outside.id)
    const high = await issuedFor(boss.id)
    const { certificateId } = await issueCertificate(actor, { userId: inside.id })
    expect(await why(issueCertificate(actor, { userId: outside.id }))).toBe('NOT_FOUND')
    expect(await why(issueCertificate(actor, { userId: boss.id }))).toBe('OUTRANKED')
    const csr = makeCsr('/', makeKey())
    expect(await why(issueCertificate(actor, { userId: inside.id, csr }))).toBe('login-code:create')
    for (const [act, id, answer] of [
      [renewCertificate, far.id, 'NOT_FOUND'],
      [renewCertificate, high.id, 'OUTRANKED'],
      [revokeCertificate, far.id, 'NOT_FOUND'],
      [revokeCertificate, high.id, 'OUTRANKED'],
      [retryCertificate, far.id, 'NOT_FOUND'],
      [getCertificate, far.id, 'NOT_FOUND'],
    ] as const)
      // prettier-ignore
      expect(await why(act(actor, { certificateId: id, ...(act === revokeCertificate ? { version: 2 } : {}) }))).toBe(answer)
    expect(await why(certificatesOfUser(actor, { userId: outside.id }))).toBe('NOT_FOUND')
    const shown = await listCertificates(actor, {})
    expect(shown.certificates.map(({ id }) => id).sort()).toEqual([certificateId, high.id].sort())
    expect((await listCertificates(actor, { q: inside.username, state: 'pending', sort: 'expires' })).count).toBe(1)
    expect((await listCertificates(system, { q: far.serial.slice(0, 8) })).certificates.map(({ id }) => id)).toEqual([far.id])
    expect((await getCertificate(actor, { certificateId })).state).toBe('pending')
    expect(await why(createAuthority(actor, {}))).toBe('certificate-authority:replace')
    expect(await why(createAuthority(await asManager(), {}))).toBe('certificate-authority:replace')
  })
})

test('lists find those that end soon and are valid still, and one’s page has its own history and nobody else’s', async () => {
  const [soon, later, revoked] = [await person(), await person(), await person()]
  const issued = []
  for (const each of [soon, later, revoked]) issued.push(await issuedFor(each.id))
  await db.certificate.updateMany({
    where: { id: { in: [issued[0]?.id, issued[2]?.id].map(String) } },
    data: { notAfter: new Date(Date.now() + 6 * 86_400_000) },
  })
  const admin = await asAdministrator()
  const last = await row(String(issued[2]?.id))
  await revokeCertificate(admin, { certificateId: last.id, version: last.version, reason: 'superseded' })
  const ids = async (ends: string) => (await listCertificates(admin, { ends })).certificates.map(({ id }) => id)
  expect(await ids('7')).toEqual([issued[0]?.id])
  expect(await ids('90')).toEqual([issued[0]?.id])
  expect(await ids('any')).toHaveLength(3)
  await issuedFor(revoked.id)
  const { history } = await getCertificate(admin, { certificateId: last.id })
  expect(history.map(({ event }) => event)).toEqual(['certificate.requested', 'certificate.issued', 'certificate.revoked'])
})
