import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { closeDatabase, db, pool } from '../core/db.ts'
import { unseal } from '../core/crypto.ts'
import { newId } from '../core/id.ts'
import { publishLists } from '../jobs/publish-revocation-list.ts'
import { stopQueue } from '../jobs/queue.ts'
import { issuedFor, made, makeKey, openssl } from '../testing/openssl.ts'
import { asStranger, emptyTables, person, system } from '../testing/world.ts'
import { createAuthority, importAuthority } from './mutations-authority.ts'
import { downloadOwnCertificate } from './mutations-own.ts'
import { revokeCertificate } from './mutations.ts'
import { getAuthority, getCertificate, listOwnCertificates, readRevocationList } from './queries.ts'

beforeEach(async () => {
  await emptyTables()
  await pool.query('delete from jobs.job')
})
afterAll(async () => {
  await stopQueue()
  await closeDatabase()
})

const why = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string; detail?: { reason?: string; fields?: object }; message: string }) =>
      error.detail?.reason ??
      (error.detail?.fields ? `${error.code} ${Object.keys(error.detail.fields).join()}` : (error.code ?? error.message)),
  )
const listText = async () => made(['crl', '-in', 'l', '-noout', '-text'], { l: (await readRevocationList(system, {})).pem }).toLowerCase()

describe('the authority', () => {
  test('is made once by many first needs, replaced only when that is said, and then goes on publishing its list', async () => {
    const users = await Promise.all(Array.from({ length: 6 }, () => person()))
    const issued = await Promise.all(users.map(({ id }) => issuedFor(id)))
    expect(new Set(issued.map(({ authorityId }) => authorityId)).size).toBe(1)
    expect(await why(createAuthority(system, {}))).toBe('EXISTS')
    const made = await Promise.all([1, 2, 3].map(() => createAuthority(system, { replace: true })))
    const { current, retired } = await getAuthority(system, {})
    expect(made.map(({ authorityId }) => authorityId)).toContain(current?.id)
    expect(retired).toHaveLength(3)
    await revokeCertificate(system, { certificateId: issued[0]!.id, version: 2 })
    await publishLists()
    const old = await readRevocationList(system, { authorityId: issued[0]!.authorityId })
    expect(openssl(['crl', '-in', 'l', '-noout', '-text'], { l: old.pem }).said.toLowerCase()).toContain(issued[0]!.serial)
    expect(await listText()).toContain('no revoked')
    expect(await why(readRevocationList(system, { authorityId: newId() }))).toBe('NOT_FOUND')
  })

  test('from outside is taken only when it can be one, and its key is its own', async () => {
    const key = makeKey()
    const ca = (...options: string[]) => made(['req', '-x509', '-new', '-key', 'k', '-subj', '/CN=Given', ...options], { k: key })
    const usage = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign']
    const weak = makeKey('-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048')
    const good = ca(...usage)
    const other = made(['req', '-x509', '-new', '-key', 'k', '-subj', '/CN=Other'], { k: makeKey() })
    const wrong: [string, string, string][] = [
      [ca('-addext', 'keyUsage=critical,digitalSignature'), key, 'INVALID certificatePem'],
      [made(['req', '-x509', '-new', '-key', 'k', '-subj', '/CN=x', '-addext', 'basicConstraints=critical,CA:FALSE'], { k: key }), key, 'INVALID certificatePem'],
      [made(['req', '-x509', '-new', '-key', 'k', '-subj', '/CN=x'], { k: weak }), weak, 'INVALID certificatePem'],
      [good, makeKey(), 'INVALID keyPem'],
      [good, 'garbage', 'INVALID keyPem'],
      [good + other, key, 'INVALID certificatePem'],
      [good.replace(/M/g, 'N'), key, 'INVALID certificatePem'],
      ['garbage', key, 'INVALID certificatePem'],
      [good.repeat(9), key, 'INVALID certificatePem'],
    ] // prettier-ignore
    for (const [certificatePem, keyPem, answer] of wrong)
      expect(await why(importAuthority(system, { certificatePem, keyPem }))).toBe(answer)
    expect(await db.certificateAuthority.count()).toBe(0)
    await importAuthority(system, { certificatePem: good, keyPem: key })
    expect(await why(importAuthority(system, { certificatePem: good, keyPem: key, replace: true }))).toBe('DUPLICATE')
  })
})

test('no private key is in a table, a log row, a job or an answer, sealed ones apart', async () => {
  const me = await asStranger()
  await createAuthority(system, {})
  const { id, sealedPrivateKey } = await issuedFor(me.id)
  const authority = await db.certificateAuthority.findFirstOrThrow()
  const keys = [unseal(sealedPrivateKey!, `certificate-key:${id}`), unseal(authority.sealedKey, `certificate-authority:${authority.id}`)]
  expect(() => unseal(sealedPrivateKey!, `certificate-key:${newId()}`)).toThrow()
  const answer = await downloadOwnCertificate(me, { certificateId: id })
  const answers = [await listOwnCertificates(me, {}), await getCertificate(system, { certificateId: id }), await getAuthority(system, {})]
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'jobs')`,
  )
  const canaries = [
    ...keys.flatMap((pem) => pem.split('\n').filter((each) => each.length > 20 && !each.startsWith('-'))),
    'PRIVATE KEY',
    answer.password!,
  ]
  for (const { name } of rows) {
    const { rows: found } = await pool.query<{ all: string }>(`select coalesce(string_agg(t::text, E'\\n'), '') as all from ${name} t`)
    for (const canary of canaries) expect(found[0]!.all.includes(canary), `${name}: ${canary.slice(0, 12)}`).toBe(false)
  }
  for (const canary of canaries) expect(JSON.stringify(answers)).not.toContain(canary)
  expect(JSON.stringify(answers)).not.toContain('sealed')
}, 60_000)
