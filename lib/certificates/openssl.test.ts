// What openssl says of everything that is handed out or published.
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { publishLists } from '../jobs/publish-revocation-list.ts'
import { stopQueue } from '../jobs/queue.ts'
import { closeDatabase, db } from '../core/db.ts'
import { actorFor, emptyTables, person, set, system } from '../testing/world.ts'
import { issuedFor, made, makeCsr, makeKey, openssl } from '../testing/openssl.ts'
import { createAuthority, importAuthority } from './mutations-authority.ts'
import { revokeCertificate } from './mutations.ts'
import { downloadOwnCertificate } from './mutations-own.ts'
import { getAuthority, readRevocationList } from './queries.ts'
import { REVOCATION_REASON_NAMES, REVOCATION_REASONS } from '../core/revocation-reasons.ts'

beforeEach(emptyTables)
afterAll(async () => {
  await stopQueue()
  await closeDatabase()
})

const text = (pem: string) => made(['x509', '-in', 'c.pem', '-noout', '-text'], { 'c.pem': pem })
const authorityPem = async () => (await getAuthority(system, {})).current!.certificatePem
const listed = async (authorityId?: string) => (await readRevocationList(system, { authorityId })) // prettier-ignore
/** The value below a heading of `x509 -text`. */
const below = (said: string, heading: string) => said.split('\n').flatMap((each, n, lines) => (each.includes(heading) ? [lines[n + 1]?.trim()] : []))[0] // prettier-ignore
const extensions = (said: string) => [...said.matchAll(/^ {12}(X509v3 [^:]+|\d+\.[\d.]+): ?(critical)?/gm)].map(([, name, critical]) => `${name}${critical ? ' critical' : ''}`) // prettier-ignore

const PROFILE = [
  'X509v3 Basic Constraints critical',
  'X509v3 Key Usage critical',
  'X509v3 Extended Key Usage critical',
  'X509v3 Subject Key Identifier',
  'X509v3 Authority Key Identifier',
  'X509v3 CRL Distribution Points',
]

describe('a certificate of a user', () => {
  test('has the profile, whatever its request asked for; and a key of RSA may also encipher keys', async () => {
    const user = await person({ username: 'alice.of-Y_1+2' })
    const made256 = await issuedFor(user.id)
    const wish = ['-addext', 'subjectAltName=DNS:root,email:root@example.org', '-addext', 'basicConstraints=critical,CA:TRUE']
    const rsa = makeKey('-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072')
    const own = await issuedFor(user.id, makeCsr(`/CN=${user.username.replace('+', '\\+')}`, rsa, ...wish))
    for (const { certificatePem, serial } of [made256, own]) {
      const said = text(certificatePem)
      expect(extensions(said)).toEqual(PROFILE)
      expect(said).toContain(`Subject: CN = "${user.username}"\n`)
      expect(below(said, 'Basic Constraints')).toBe('CA:FALSE')
      expect(below(said, 'Extended Key Usage')).toBe('TLS Web Client Authentication')
      expect(said.replaceAll(/[\s:]/g, '')).toContain(serial)
      expect(said).toContain(`/crl/${(await getAuthority(system, {})).current!.id}.der`)
      expect(said).not.toMatch(/root|DNS:|CA:TRUE/)
      const verified = openssl(['verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', 'ca.pem', 'c.pem'], { 'ca.pem': await authorityPem(), 'c.pem': certificatePem }) // prettier-ignore
      expect(verified.said).toBe('c.pem: OK\n')
      expect(openssl(['verify', '-purpose', 'sslserver', '-CAfile', 'ca.pem', 'c.pem'], { 'ca.pem': await authorityPem(), 'c.pem': certificatePem }).ok).toBe(false) // prettier-ignore
    }
    expect(below(text(made256.certificatePem), 'X509v3 Key Usage')).toBe('Digital Signature, Non Repudiation')
    expect(text(made256.certificatePem)).toContain('NIST CURVE: P-256')
    expect(below(text(own.certificatePem), 'X509v3 Key Usage')).toBe('Digital Signature, Non Repudiation, Key Encipherment')
    const fingerprint = made(['x509', '-in', 'c.pem', '-noout', '-fingerprint', '-sha256'], { 'c.pem': own.certificatePem })
    expect(fingerprint.split('=')[1]?.trim().replaceAll(':', '').toLowerCase()).toBe(own.fingerprint)
  })

  test('lasts as long as is set, and never longer than its authority', async () => {
    await set('certificate.days', 30)
    const { certificatePem, notAfter } = await issuedFor((await person()).id)
    expect(Math.round((notAfter!.getTime() - Date.now()) / 86_400_000)).toBe(30)
    expect(Date.parse(/Not After : (.*)/.exec(text(certificatePem))![1]!)).toBe(notAfter!.getTime())
    const key = makeKey()
    const short = made(['req', '-x509', '-new', '-key', 'k', '-subj', '/CN=Short', '-days', '5', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'], { k: key }) // prettier-ignore
    await importAuthority(system, { certificatePem: short, keyPem: key, replace: true })
    const { notAfter: cut } = await issuedFor((await person()).id)
    expect(cut).toEqual((await getAuthority(system, {})).current!.notAfter)
  })
})

describe('the authority', () => {
  test('of our own is on P-384, signs users and lists, no further authority, for ten years', async () => {
    await createAuthority(system, {})
    const said = text(await authorityPem())
    expect(said).toContain('NIST CURVE: P-384')
    expect(said).toContain('Signature Algorithm: ecdsa-with-SHA384')
    expect(below(said, 'Basic Constraints: critical')).toBe('CA:TRUE, pathlen:0')
    expect(below(said, 'Key Usage: critical')).toBe('Certificate Sign, CRL Sign')
    expect(openssl(['verify', '-x509_strict', '-CAfile', 'ca.pem', 'ca.pem'], { 'ca.pem': await authorityPem() }).ok).toBe(true)
    const { notBefore, notAfter } = (await getAuthority(system, {})).current!
    expect(notAfter.getUTCFullYear() - notBefore.getUTCFullYear()).toBe(10)
  })

  test('from outside, with RSA and a root above it, signs what verifies up to that root', async () => {
    const [rootKey, key] = [makeKey(), makeKey('-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072')]
    const root = made(['req', '-x509', '-new', '-key', 'k', '-subj', '/O=Élysée/CN=Root', '-utf8', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'], { k: rootKey }) // prettier-ignore
    const ext =
      'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n'
    const own = made(['x509', '-req', '-in', 'r', '-CA', 'root', '-CAkey', 'k', '-days', '400', '-extfile', 'ext'], { r: makeCsr('/O=Étage/CN=Issuing', key, '-utf8'), root, k: rootKey, ext }).replace(/^[\s\S]*?(?=-----BEGIN)/, '').replace(/(-----END CERTIFICATE-----\n)[\s\S]*/, '$1') // prettier-ignore
    const encrypted = made(['pkcs8', '-topk8', '-in', 'k', '-passout', 'pass:opening'], { k: key })
    await importAuthority(system, { certificatePem: own + root, keyPem: encrypted, password: 'opening' })
    const user = await person()
    const certificate = await issuedFor(user.id)
    await revokeCertificate(system, { certificateId: (await issuedFor(user.id)).id, version: 2, reason: 'superseded' })
    await publishLists()
    const files = { root, own, 'crl.pem': (await listed()).pem, 'c.pem': certificate.certificatePem }
    expect(openssl(['verify', '-x509_strict', '-crl_check', '-CAfile', 'root', '-untrusted', 'own', '-CRLfile', 'crl.pem', 'c.pem'], files).said).toBe('c.pem: OK\n') // prettier-ignore
    const { base64, password } = await downloadOwnCertificate(await actorFor(user.id), { certificateId: certificate.id })
    const inside = made(['pkcs12', '-in', 'f', '-nokeys', '-passin', `pass:${password}`], { f: Buffer.from(base64, 'base64') })
    expect(inside.match(/BEGIN CERTIFICATE/g)).toHaveLength(3)
  })
})

describe('the revocation list', () => {
  test('in DER and PEM has every reason under its code, grows in number, and lasts a day', async () => {
    const user = await person()
    await createAuthority(system, {})
    const empty = await listed()
    expect(made(['crl', '-in', 'l', '-noout', '-text'], { l: empty.pem })).toContain('No Revoked Certificates')
    const all = []
    for (const reason of REVOCATION_REASON_NAMES) {
      const certificate = await issuedFor(user.id)
      await revokeCertificate(system, { certificateId: certificate.id, version: certificate.version, reason })
      all.push({ reason, certificate })
    }
    await publishLists()
    const { der, pem, number, nextUpdate, thisUpdate } = await listed((await getAuthority(system, {})).current!.id)
    expect(number).toBe(empty.number + 1)
    expect(nextUpdate.getTime() - thisUpdate.getTime()).toBe(86_400_000)
    const said = made(['crl', '-in', 'l', '-noout', '-text'], { l: pem })
    expect(made(['crl', '-inform', 'DER', '-in', 'l', '-noout', '-text'], { l: der })).toBe(said)
    expect(openssl(['crl', '-in', 'l', '-CAfile', 'ca', '-noout'], { l: pem, ca: await authorityPem() }).said).toContain('verify OK')
    expect(below(said, 'X509v3 CRL Number')).toBe(String(number))
    for (const { reason, certificate } of all) {
      const [entry = ''] = said.split('Serial Number: ').filter((part) => part.toLowerCase().startsWith(certificate.serial))
      const code = REVOCATION_REASONS[reason].code
      expect(entry, reason).not.toBe('')
      if (code === 0) expect(entry).not.toContain('Reason Code')
      else expect(entry, reason).toMatch(/X509v3 CRL Reason Code: \n\s+[A-Z]/)
    }
    expect(said).toContain('Key Compromise')
    expect(said).toContain('Privilege Withdrawn')
    const verify = (certificatePem: string) =>
      openssl(['verify', '-crl_check', '-CAfile', 'ca', '-CRLfile', 'l', 'c'], { ca: ca, l: pem, c: certificatePem })
    const ca = await authorityPem()
    expect(verify(all[0]!.certificate.certificatePem).said).toContain('certificate revoked')
    const fresh = await issuedFor(user.id)
    expect(verify(fresh.certificatePem).said).toBe('c: OK\n')
  })
})

describe('a file', () => {
  let user: Awaited<ReturnType<typeof person>>
  beforeEach(async () => {
    user = await person()
  })
  const download = async (certificateId: string, input = {}) => {
    const answer = await downloadOwnCertificate(await actorFor(user.id), { certificateId, ...input })
    return { ...answer, file: Buffer.from(answer.base64, 'base64') }
  }
  const info = (file: Buffer, password: string) =>
    openssl(['pkcs12', '-info', '-in', 'f', '-noout', '-passin', `pass:${password}`], { f: file })

  test('PFX: AES-256, SHA-256 and 600,000 rounds throughout; opens with its password and with no other', async () => {
    const certificate = await issuedFor(user.id)
    const { file, password = '', fileName, contentType } = await download(certificate.id)
    expect([fileName, contentType]).toEqual([`${user.username}.pfx`, 'application/x-pkcs12'])
    const { ok, said } = info(file, password)
    expect(ok).toBe(true)
    expect(said.split('\n').filter((each) => /MAC:|PBE/.test(each))).toEqual([
      'MAC: sha256, Iteration 600000',
      'PKCS7 Encrypted data: PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256',
      'Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256',
    ])
    expect(password).toMatch(/^[A-Za-z2-9]{20}$/)
    for (const wrong of ['', user.username, password.slice(1), password.toLowerCase()]) expect(info(file, wrong).ok, wrong).toBe(false)
    const opened = made(['pkcs12', '-in', 'f', '-nodes', '-passin', `pass:${password}`], { f: file })
    const publicKey = made(['pkey', '-in', 'k', '-pubout'], { k: opened })
    expect(made(['x509', '-in', 'c', '-noout', '-pubkey'], { c: certificate.certificatePem })).toBe(publicKey)
    expect(opened).toContain(`friendlyName: ${user.username}`)
  })

  test('PEM: the key encrypted in the same way, and the chain', async () => {
    const certificate = await issuedFor(user.id)
    const { file, password = '' } = await download(certificate.id, { format: 'pem' })
    const pem = file.toString()
    expect(pem.match(/-----BEGIN [A-Z ]+-----/g)).toEqual([
      '-----BEGIN ENCRYPTED PRIVATE KEY-----',
      '-----BEGIN CERTIFICATE-----',
      '-----BEGIN CERTIFICATE-----',
    ])
    const structure = made(['asn1parse', '-in', 'f'], { f: pem })
    expect(structure).toMatch(/PBES2[\s\S]*PBKDF2[\s\S]*:0927C0[\s\S]*hmacWithSHA256[\s\S]*aes-256-cbc/) // 0x0927C0 is 600,000
    const publicKey = made(['pkey', '-in', 'k', '-pubout', '-passin', `pass:${password}`], { k: pem })
    expect(made(['x509', '-in', 'c', '-noout', '-pubkey'], { c: certificate.certificatePem })).toBe(publicKey)
    expect(openssl(['pkey', '-in', 'k', '-noout', '-passin', `pass:${user.username}`], { k: pem }).ok).toBe(false)
  })

  test('for a key of the user’s own holds no key, and can be had again', async () => {
    const certificate = await issuedFor(user.id, makeCsr(`/CN=${user.username}`, makeKey()))
    for (const format of ['pfx', 'pfx', 'pem']) {
      const { file, password = '' } = await download(certificate.id, { format })
      const said = format === 'pem' ? file.toString() : made(['pkcs12', '-in', 'f', '-nodes', '-passin', `pass:${password}`], { f: file })
      expect(said.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
      expect(said).not.toContain('PRIVATE KEY')
    }
    expect((await db.certificate.findUniqueOrThrow({ where: { id: certificate.id } })).handedOutAt).toBeNull()
  })

  test('for old devices: only where the setting allows it, and recorded as such', async () => {
    const certificate = await issuedFor(user.id)
    await expect(download(certificate.id, { legacy: true })).rejects.toMatchObject({ detail: { reason: 'LEGACY_OFF' } })
    await set('certificate.legacyPfx', 'on')
    const { file, password = '' } = await download(certificate.id, { legacy: true })
    const { ok, said } = info(file, password)
    expect(ok).toBe(true)
    expect(said).toContain('MAC: sha1')
    expect(said).toContain('Shrouded Keybag: pbeWithSHA1And3-KeyTripleDES-CBC')
    made(['pkcs12', '-in', 'f', '-nodes', '-passin', `pass:${password}`], { f: file })
    const row = await db.auditEvent.findFirstOrThrow({ where: { event: 'certificate.downloaded' } })
    expect(row.detail).toMatchObject({ format: 'pfx', legacy: true })
  })
})
