import { expect, test } from 'vitest'
import { isAppError } from '../core/errors.ts'
import { made, makeCsr, makeKey } from '../testing/openssl.ts'
import { publicKeyOfCsr } from './csr.ts'
import { pemBlocks, pemOf } from './der.ts'

const EC = makeKey()
const said = (pem: string, username = 'alice') => {
  try {
    publicKeyOfCsr(pem, username)
    return 'taken'
  } catch (error) {
    if (!isAppError(error)) throw error
    expect([error.code, Object.keys(error.detail.fields ?? {})]).toEqual(['INVALID', ['csr']])
    return error.detail.fields?.csr?.[0] ?? ''
  }
}

test.each([
  ['EC', EC],
  ['P-384', makeKey('-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384')],
  ['RSA of 3,072 bits', makeKey('-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072')],
])('a request with a key of the kind %s is taken, and the key in it comes out', (_kind, key) => {
  expect(publicKeyOfCsr(makeCsr('/CN=alice', key), 'alice')).toBe(made(['pkey', '-pubout', '-in', 'key.pem'], { 'key.pem': key }))
})

test('the common name is exactly the username, or is not there (W4)', () => {
  expect(said(makeCsr('/', EC))).toBe('taken')
  expect(said(makeCsr('/O=Elsewhere', EC))).toBe('taken')
  const wrong = [
    '/CN=alice2',
    '/CN=alic',
    '/CN=Alice',
    '/CN=alice ',
    '/CN=alice,CN=root',
    '/CN=alice/CN=alice',
    '/CN=root/CN=alice',
    '/O=x/CN=bob',
  ]
  for (const subject of wrong) expect(said(makeCsr(subject, EC)), subject).toContain('Use exactly alice')
})

test('what else a request asks for is no reason to refuse it: it is dropped', () => {
  const wish = ['-addext', 'subjectAltName=DNS:root', '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=keyCertSign']
  expect(said(makeCsr('/CN=alice', EC, ...wish))).toBe('taken')
})

test.each([
  ['RSA of 1,024 bits', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'], 'has 1024 bits'],
  ['RSA of 2,048 bits', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'], 'has 2048 bits'],
  ['a curve of Bitcoin', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:secp256k1'], 'on a curve that is not taken'],
  ['P-521', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'], 'on a curve that is not taken'],
  ['Ed25519', ['-algorithm', 'ED25519'], 'of a kind that is not taken'],
  ['RSA-PSS alone', ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:3072'], 'of a kind that is not taken'],
])('a key of the kind %s is refused', (_kind, options, why) => {
  expect(said(makeCsr('/CN=alice', makeKey(...options)))).toContain(why)
})

test('a curve that is written out, as in CVE-2020-0601, is not the one of that name', () => {
  const key = makeKey('-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-pkeyopt', 'ec_param_enc:explicit')
  expect(said(makeCsr('/CN=alice', key))).not.toBe('taken')
})

test('a signature of SHA-1, a broken one and one of another key are refused', () => {
  expect(said(makeCsr('/CN=alice', EC, '-sha1'))).toContain('signature does not fit')
  const good = makeCsr('/CN=alice', EC)
  const [content] = pemBlocks(good, 'CERTIFICATE REQUEST') as [Buffer]
  const broken = Buffer.from(content)
  broken[broken.length - 1] = (broken.at(-1) as number) ^ 1
  expect(said(pemOf('CERTIFICATE REQUEST', broken))).toContain('signature does not fit')
  const renamed = Buffer.from(content.toString('latin1').replace('alice', 'aliqe'), 'latin1')
  expect(said(pemOf('CERTIFICATE REQUEST', renamed), 'aliqe')).toContain('signature does not fit')
})

test('nothing that somebody sends breaks the reader: every cut, every flipped byte, garbage, depth', () => {
  const [content] = pemBlocks(makeCsr('/CN=alice', EC), 'CERTIFICATE REQUEST') as [Buffer]
  for (let n = 0; n < content.length; n++) {
    expect(said(pemOf('CERTIFICATE REQUEST', content.subarray(0, n)))).not.toBe('taken')
    const flipped = Buffer.from(content)
    flipped[n] = (flipped[n] as number) ^ 0xff
    expect(said(pemOf('CERTIFICATE REQUEST', flipped)), `byte ${n}`).not.toBe('taken')
  }
  const nested = Buffer.alloc(12_000, Buffer.from([0x30, 0x80]))
  const many = Buffer.concat([Buffer.from([0x30, 0x82, 0x2e, 0xe0]), Buffer.alloc(12_000, Buffer.from([0x05, 0x00]))])
  const long = Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x02])
  for (const bytes of [nested, many, long, Buffer.alloc(0), Buffer.from('garbage')])
    expect(said(pemOf('CERTIFICATE REQUEST', bytes))).not.toBe('taken')
  const good = makeCsr('/CN=alice', EC)
  for (const text of ['', 'x', good + good, EC, good.replace('-----END', '-----AND'), '-----BEGIN CERTIFICATE REQUEST-----'.repeat(400)])
    expect(said(text)).not.toBe('taken')
})
