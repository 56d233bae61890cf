import '#server-only'
import { X509Certificate, createHash, createPublicKey, sign, type KeyObject } from 'node:crypto'
import { Certificate } from 'pkijs'
import { REVOCATION_REASONS, type RevocationReason } from '../core/revocation-reasons.ts'
import { bits, context, implicit, integer, namedBits, nothing, octets, oid, sequence, set, time, utf8, yes } from './der.ts'

/** What signs: the key, and what stands in everything that it signs. */
export type Issuer = { key: KeyObject; subject: Buffer; keyId: Buffer; notBefore: Date; notAfter: Date }

const KEY_USAGE = { digitalSignature: 0, contentCommitment: 1, keyEncipherment: 2, keyCertSign: 5, crlSign: 6 }
const SUBJECT_KEY_ID = '2.5.29.14'

const extension = (id: string, critical: boolean, value: Buffer) => sequence(oid(id), ...(critical ? [yes()] : []), octets(value))
const subjectKeyId = (keyId: Buffer) => extension(SUBJECT_KEY_ID, false, octets(keyId))
const authorityKeyId = (keyId: Buffer) => extension('2.5.29.35', false, sequence(implicit(0, keyId)))
const spkiOf = (key: KeyObject) => createPublicKey(key).export({ format: 'der', type: 'spki' })

/** What a key is called in extensions: SHA-256 of its SubjectPublicKeyInfo, cut to 160 bits (RFC 7093, method 4). */
const keyIdOf = (spki: Uint8Array) => createHash('sha256').update(spki).digest().subarray(0, 20)

const attribute = (id: string, value: string) => set(sequence(oid(id), utf8(value)))
/** A name with nothing but a common name. The text is one value, whatever stands in it. */
const commonName = (name: string) => sequence(attribute('2.5.4.3', name))

function algorithmOf(key: KeyObject): { hash: string; identifier: Buffer } {
  if (key.asymmetricKeyType === 'rsa') return { hash: 'sha256', identifier: sequence(oid('1.2.840.113549.1.1.11'), nothing()) }
  return key.asymmetricKeyDetails?.namedCurve === 'secp384r1'
    ? { hash: 'sha384', identifier: sequence(oid('1.2.840.10045.4.3.3')) }
    : { hash: 'sha256', identifier: sequence(oid('1.2.840.10045.4.3.2')) }
}

/** Signs what `body` makes, which must name the algorithm that it is given. */
function signed(key: KeyObject, body: (algorithm: Buffer) => Buffer): Buffer {
  const { hash, identifier } = algorithmOf(key)
  const content = body(identifier)
  return sequence(content, identifier, bits(sign(hash, content, { key, dsaEncoding: 'der' })))
}

type Body = { serial: string; issuer: Buffer; subject: Buffer; notBefore: Date; notAfter: Date; spki: Buffer; extensions: Buffer[] }
const certificate = (key: KeyObject, { serial, issuer, subject, notBefore, notAfter, spki, extensions }: Body) =>
  signed(key, (algorithm) =>
    sequence(
      context(0, integer(2)),
      integer(serial),
      algorithm,
      issuer,
      sequence(time(notBefore), time(notAfter)),
      subject,
      spki,
      context(3, sequence(...extensions)),
    ),
  )

/**
 * The certificate of an authority of our own, DER, signed by itself: it may sign end users' certificates and revocation lists, and no
 * further authority (path length 0).
 */
export function authorityCertificate(
  key: KeyObject,
  {
    serial,
    name,
    organisation,
    notBefore,
    notAfter,
  }: { serial: string; name: string; organisation: string; notBefore: Date; notAfter: Date },
): Buffer {
  const subject = sequence(attribute('2.5.4.10', organisation), attribute('2.5.4.3', name))
  const spki = spkiOf(key)
  const keyId = keyIdOf(spki)
  const extensions = [
    extension('2.5.29.19', true, sequence(yes(), integer(0))),
    extension('2.5.29.15', true, namedBits(KEY_USAGE.keyCertSign, KEY_USAGE.crlSign)),
    subjectKeyId(keyId),
    authorityKeyId(keyId),
  ]
  return certificate(key, { serial, issuer: subject, subject, notBefore, notAfter, spki, extensions })
}

/**
 * The certificate of a user, DER, as seed 003 has it: the common name alone, for signing in as a client and nothing else, no authority.
 * `keyEncipherment` is for RSA only: a key on a curve enciphers no keys, and RFC 8813 forbids to say so.
 */
export function userCertificate(
  issuer: Issuer,
  user: { serial: string; username: string; publicKey: KeyObject; notBefore: Date; notAfter: Date; crlUrl: string },
): Buffer {
  const { serial, username, publicKey, notBefore, notAfter, crlUrl } = user
  const spki = publicKey.export({ format: 'der', type: 'spki' })
  const usages = [KEY_USAGE.digitalSignature, KEY_USAGE.contentCommitment]
  if (publicKey.asymmetricKeyType === 'rsa') usages.push(KEY_USAGE.keyEncipherment)
  const extensions = [
    extension('2.5.29.19', true, sequence()),
    extension('2.5.29.15', true, namedBits(...usages)),
    extension('2.5.29.37', true, sequence(oid('1.3.6.1.5.5.7.3.2'))),
    subjectKeyId(keyIdOf(spki)),
    authorityKeyId(issuer.keyId),
    extension('2.5.29.31', false, sequence(sequence(context(0, context(0, implicit(6, Buffer.from(crlUrl, 'latin1'))))))),
  ]
  return certificate(issuer.key, { serial, issuer: issuer.subject, subject: commonName(username), notBefore, notAfter, spki, extensions })
}

export type RevokedEntry = { serial: string; revokedAt: Date; reason: RevocationReason }

const entryOf = ({ serial, revokedAt, reason }: RevokedEntry) => {
  const { code } = REVOCATION_REASONS[reason]
  // RFC 5280, 5.3.1: "unspecified" is said by saying nothing.
  const why = code === 0 ? [] : [sequence(extension('2.5.29.21', false, integer(code, 0x0a)))]
  return sequence(integer(serial), time(revokedAt), ...why)
}

/** A list of revoked certificates, DER: version 2 of RFC 5280, with its number and a reason for each entry. */
export function revocationList(
  issuer: Issuer,
  { number, thisUpdate, nextUpdate, revoked }: { number: number; thisUpdate: Date; nextUpdate: Date; revoked: readonly RevokedEntry[] },
): Buffer {
  const extensions = [authorityKeyId(issuer.keyId), extension('2.5.29.20', false, integer(number))]
  return signed(issuer.key, (algorithm) =>
    sequence(
      integer(1),
      algorithm,
      issuer.subject,
      time(thisUpdate),
      time(nextUpdate),
      ...(revoked.length > 0 ? [sequence(Buffer.concat(revoked.map(entryOf)))] : []),
      context(0, sequence(...extensions)),
    ),
  )
}

/** What signs with `key` under this certificate. The name is taken byte by byte, so that it is the same in whatever is signed. */
export function issuerOf(certificatePem: string, key: KeyObject): Issuer {
  const { raw, validFromDate, validToDate } = new X509Certificate(certificatePem)
  const parsed = Certificate.fromBER(raw)
  const own = parsed.extensions?.find(({ extnID }) => extnID === SUBJECT_KEY_ID)?.extnValue.valueBlock.valueHexView
  // Inside the extension is another OCTET STRING, whose head is two bytes for every length that names of keys have.
  const keyId = own && own[0] === 0x04 && own[1] === own.length - 2 ? Buffer.from(own.subarray(2)) : keyIdOf(spkiOf(key))
  const subject = Buffer.from(parsed.subject.toSchema().toBER(false))
  return { key, subject, keyId, notBefore: validFromDate, notAfter: validToDate }
}

/** SHA-256 of a certificate, hexadecimal in small letters: what it is looked up by. */
export const fingerprintOf = (certificateDer: Uint8Array) => createHash('sha256').update(certificateDer).digest('hex')
