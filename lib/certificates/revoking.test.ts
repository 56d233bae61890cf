import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { deactivateUsers, deleteUsers, purgeUsers } from '../bulk-runs/mutations.ts'
import { closeDatabase, db, pool, sql } from '../core/db.ts'
import { type Actor } from '../core/actor.ts'
import { newId } from '../core/id.ts'
import { issueCertificate as doJob } from '../jobs/issue-certificate.ts'
import { publishLists } from '../jobs/publish-revocation-list.ts'
import { stopQueue } from '../jobs/queue.ts'
import { events, row, waitingJobs, why } from '../testing/certificates.ts'
import { issuedFor, made, openssl } from '../testing/openssl.ts'
import { actorFor, asAdministrator, asStranger, auditOf, emptyTables, person, system, tamper } from '../testing/world.ts'
import { deactivateUser, deleteUser, purgeTrash, purgeUser, reactivateUser } from '../users/mutations-lifecycle.ts'
import { revokeOwnCertificate } from './mutations-own.ts'
import { issueCertificate, revokeCertificate } from './mutations.ts'
import { getAuthority, listOwnCertificates, readRevocationList } from './queries.ts'
import { validCertificate } from './valid.ts'

beforeEach(async () => {
  await emptyTables()
  await pool.query('delete from jobs.job')
})
afterAll(async () => {
  await stopQueue()
  await closeDatabase()
})

const listText = async () => made(['crl', '-in', 'l', '-noout', '-text'], { l: (await readRevocationList(system, {})).pem }).toLowerCase()

describe('revoking', () => {
  test('is for good, at once for whoever asks whether it is valid, and in the list with the next job', async () => {
    const [admin, user] = [await asAdministrator(), await person()]
    const certificate = await issuedFor(user.id)
    const asked = () => validCertificate(sql, certificate.serial.toUpperCase().replace(/../g, '$&:').slice(0, -1), certificate.fingerprint!)
    expect(await asked()).toMatchObject({ userId: user.id, certificateId: certificate.id })
    expect(await validCertificate(sql, certificate.serial, 'a'.repeat(64))).toBeNull()
    for (const odd of ['', ':', 'g', `${certificate.serial}'`, '0'.repeat(64)])
      expect(await validCertificate(sql, odd, certificate.fingerprint!)).toBeNull()
    const session = { id: newId(), userId: user.id, tokenHash: newId(), certificateId: certificate.id }
    await db.session.create({ data: session, select: { id: true } })
    expect(await why(revokeCertificate(admin, { certificateId: certificate.id, version: 1 }))).toBe('STALE')
    await revokeCertificate(admin, { certificateId: certificate.id, version: certificate.version, reason: 'key_compromise', note: 'Lost' })
    expect(await asked()).toBeNull()
    expect(await db.session.findUniqueOrThrow({ where: { id: session.id } })).toMatchObject({ endReason: 'certificate-revoked' })
    expect(await waitingJobs('certificates.publish-crl')).toEqual([{}])
    expect(await listText()).not.toContain(certificate.serial)
    await publishLists()
    expect(await listText()).toContain(certificate.serial)
    await revokeCertificate(admin, { certificateId: certificate.id, version: 1 })
    expect((await events(user.id)).filter((event) => event === 'certificate.revoked')).toHaveLength(1)
    expect((await auditOf(user.id)).at(-1)).toMatchObject({ reason: 'Lost', detail: { revocationReason: 'key_compromise' } })
  })

  test('one’s own needs no password; expired ones are left as they are; a waiting one is never signed', async () => {
    const me = await actorFor((await person()).id, Date.now() - 3_600_000)
    const { certificateId } = await issueCertificate(system, { userId: me.id! })
    await revokeOwnCertificate(me, { certificateId })
    await doJob({ certificateId })
    expect(await row(certificateId)).toMatchObject({ state: 'REVOKED', certificatePem: '' })
    expect(await waitingJobs('certificates.publish-crl')).toEqual([])
    const { id } = await issuedFor(me.id!)
    await tamper(`update certificates set not_after = now() - interval '1 second' where id = $1`, [id])
    expect(await why(revokeOwnCertificate(me, { certificateId: id }))).toBe('EXPIRED')
    expect(await why(revokeOwnCertificate(await asStranger(), { certificateId: id }))).toBe('NOT_FOUND')
    expect((await listOwnCertificates(me, {})).certificates.map(({ state }) => state)).toEqual(['expired', 'revoked'])
  })

  type End = { name: string; reason: string; run: (actor: Actor, id: string, username: string) => Promise<unknown> }
  const trash = (id: string) =>
    tamper(
      `update users set status = 'DELETED', status_before_delete = 'ACTIVE', status_changed_at = now() - interval '99 days' where id = $1`,
      [id],
    )
  const ENDS: End[] = [
    { name: 'deactivating', reason: 'privilege_withdrawn', run: (actor, userId) => deactivateUser(actor, { userId, reason: 'Left' }) },
    { name: 'deactivating with a reason', reason: 'key_compromise', run: (actor, userId) => deactivateUser(actor, { userId, reason: 'Left', revocationReason: 'key_compromise' }) }, // prettier-ignore
    { name: 'trashing', reason: 'cessation_of_operation', run: (actor, userId) => deleteUser(actor, { userId }) },
    { name: 'removing for good', reason: 'cessation_of_operation', run: async (actor, userId, username) => (await trash(userId), purgeUser(actor, { userId, username })) }, // prettier-ignore
    { name: 'the nightly emptying', reason: 'cessation_of_operation', run: async (_actor, userId) => (await trash(userId), purgeTrash(system, {})) }, // prettier-ignore
    { name: 'deactivating many', reason: 'privilege_withdrawn', run: (actor, id) => deactivateUsers(actor, { userIds: [id], reason: 'Left' }) }, // prettier-ignore
    { name: 'trashing many', reason: 'cessation_of_operation', run: (actor, id) => deleteUsers(actor, { userIds: [id] }) },
    { name: 'removing many', reason: 'cessation_of_operation', run: async (actor, id) => (await trash(id), purgeUsers(actor, { userIds: [id], confirm: 1 })) }, // prettier-ignore
  ]
  test.each(ENDS)('$name a user revokes what they have, and the list says so', async ({ run, reason }) => {
    const [admin, user] = [await asAdministrator(), await person()]
    const issued = await issuedFor(user.id)
    const { certificateId } = await issueCertificate(system, { userId: user.id })
    await run(admin, user.id, user.username)
    for (const id of [issued.id, certificateId])
      expect(await row(id)).toMatchObject({ state: 'REVOKED', revocationReason: reason, sealedPrivateKey: null })
    expect((await events(user.id)).filter((event) => event === 'certificate.revoked')).toHaveLength(2)
    await publishLists()
    expect(await listText()).toContain(issued.serial)
    expect(openssl(['verify', '-crl_check', '-CAfile', 'ca', '-CRLfile', 'l', 'c'], { ca: (await getAuthority(system, {})).current!.certificatePem, l: (await readRevocationList(system, {})).pem, c: issued.certificatePem }).said).toContain('revoked') // prettier-ignore
    if (!(await db.user.findUnique({ where: { id: user.id } }))) expect((await row(issued.id)).userLabel).toBe(user.username)
  })

  test('what was revoked stays so when the user comes back', async () => {
    const user = await person()
    const { id } = await issuedFor(user.id)
    await deactivateUser(await asAdministrator(), { userId: user.id, reason: 'Left' })
    await reactivateUser(system, { userId: user.id })
    expect((await row(id)).state).toBe('REVOKED')
  })
})
