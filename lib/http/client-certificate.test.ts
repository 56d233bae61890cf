import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { addressList } from '../core/env.ts'
import { made, makeKey } from '../testing/openssl.ts'
import { readCertificate, takeClientCertificate } from './client-certificate.ts'

const secret = 'a secret of the proxy that is long enough'
const proxies = { addresses: addressList('10.0.0.0/8, ::1'), secret }
const certificateOf = (subject: string) =>
  made(['req', '-x509', '-batch', '-key', 'key.pem', '-subj', subject, '-set_serial', '0x40ab', '-days', '2'], { 'key.pem': makeKey() })
const pem = certificateOf('/CN=alice')
const said = {
  'x-client-certificate': encodeURIComponent(pem),
  'x-client-certificate-verified': 'SUCCESS',
  'x-client-certificate-secret': secret,
}
const request = (headers: Record<string, string | string[]>, remoteAddress = '10.1.2.3') =>
  ({ headers: { ...headers }, socket: { remoteAddress } }) as unknown as IncomingMessage

test('serial number, fingerprint and name are openssl’s', () => {
  const print = made(['x509', '-in', 'c.pem', '-noout', '-fingerprint', '-sha256'], { 'c.pem': pem }).split('=')[1]!
  const read = readCertificate(encodeURIComponent(pem))
  expect(read).toEqual({ serial: '40ab', name: 'alice', fingerprint: print.trim().replaceAll(':', '').toLowerCase() })
})

test('who it is for takes exactly one common name, however odd', () => {
  const nameOf = (subject: string) => readCertificate(encodeURIComponent(certificateOf(subject)))?.name
  expect(nameOf('/CN=alice/CN=bob')).toBeNull()
  expect(nameOf('/O=alice')).toBeNull()
  expect(nameOf('/O=CN\\=mallory/CN=alice')).toBe('alice')
  expect(nameOf('/CN=alice,CN\\=bob')).toBe('alice,CN=bob')
})

test('only a configured proxy with the secret is believed, and only when it has verified', () => {
  expect(takeClientCertificate(request(said), proxies)?.name).toBe('alice')
  expect(takeClientCertificate(request(said, '::ffff:10.9.9.9'), proxies)?.name).toBe('alice')
  expect(takeClientCertificate(request(said), undefined)).toBeNull()
  expect(takeClientCertificate(request(said, '192.0.2.1'), proxies)).toBeNull()
  for (const wrong of [
    { ...said, 'x-client-certificate-secret': `${secret}.` },
    { ...said, 'x-client-certificate-secret': '' },
    { ...said, 'x-client-certificate-secret': [secret, secret] },
    { ...said, 'x-client-certificate-verified': 'NONE' },
    { ...said, 'x-client-certificate-verified': 'FAILED:unable to verify the first certificate' },
    { ...said, 'x-client-certificate': '' },
    { ...said, 'x-client-certificate': 'CN=alice' },
    { ...said, 'x-client-certificate': '%zz' },
    { ...said, 'x-client-certificate': encodeURIComponent(pem).repeat(60) },
    { ...said, 'x-client-certificate': encodeURIComponent(pem.slice(0, 200)) },
  ])
    expect(takeClientCertificate(request(wrong), proxies), JSON.stringify(wrong)).toBeNull()
})

test('the headers are gone afterwards, whoever sent them', () => {
  const forged = { ...said, 'x-clientcert-dn': 'CN=alice', 'x-ssl-client-fingerprint': 'aa', 'x-other': 'stays' }
  for (const address of ['10.1.2.3', '192.0.2.1']) {
    const req = request(forged, address)
    takeClientCertificate(req, proxies)
    expect(Object.keys(req.headers)).toEqual(['x-other'])
  }
})
