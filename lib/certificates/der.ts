// Writes ASN.1 in DER (ITU-T X.690), as much of it as certificates, revocation lists and key files need. Nothing here reads.

const lengthOf = (length: number) => {
  if (length < 0x80) return Buffer.from([length])
  const hex = length.toString(16)
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes])
}

/** One element: the tag's byte, the length, and the contents one after the other. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const length = contents.reduce((sum, each) => sum + each.length, 0)
  return Buffer.concat([Buffer.from([tag]), lengthOf(length), ...contents])
}

/** SEQUENCE. */
export const sequence = (...contents: readonly Uint8Array[]) => der(0x30, ...contents)
/** SET, whose elements are sorted as DER asks. */
export const set = (...contents: readonly Uint8Array[]) => der(0x31, ...[...contents].sort((a, b) => Buffer.compare(a, b)))
/** A constructed element of a context's own, such as `[0] EXPLICIT`. */
export const context = (number: number, ...contents: readonly Uint8Array[]) => der(0xa0 | number, ...contents)
/** A primitive element of a context's own, such as `[0] IMPLICIT OCTET STRING`. */
export const implicit = (number: number, content: Uint8Array) => der(0x80 | number, content)
/** OCTET STRING. */
export const octets = (content: Uint8Array) => der(0x04, content)
/** NULL. */
export const nothing = () => der(0x05)
/** BOOLEAN, true. */
export const yes = () => der(0x01, Buffer.from([0xff]))
/** UTF8String. */
export const utf8 = (text: string) => der(0x0c, Buffer.from(text, 'utf8'))
/** BMPString: UTF-16, big-endian. */
export const bmp = (text: string) => der(0x1e, Buffer.from(text, 'utf16le').swap16())

/** INTEGER or ENUMERATED of a number that is not negative, or of such a number's hexadecimal digits. */
export function integer(value: number | string, tag = 0x02): Buffer {
  const hex = typeof value === 'number' ? value.toString(16) : value
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')
  const start = bytes.findIndex((byte) => byte !== 0)
  const plain = start === -1 ? Buffer.from([0]) : bytes.subarray(start)
  return der(tag, (plain[0] as number) & 0x80 ? Buffer.concat([Buffer.from([0]), plain]) : plain)
}

/** BIT STRING; `unused` bits at its end do not count. */
export const bits = (content: Uint8Array, unused = 0) => der(0x03, Buffer.from([unused]), content)

/** BIT STRING of named bits, by their numbers: trailing zeros are left out, as DER asks. */
export function namedBits(...numbers: readonly number[]): Buffer {
  const last = Math.max(...numbers)
  const bytes = Buffer.alloc((last >> 3) + 1)
  for (const number of numbers) bytes[number >> 3] = (bytes[number >> 3] as number) | (0x80 >> (number & 7))
  return bits(bytes, 7 - (last & 7))
}

/** OBJECT IDENTIFIER, from "1.2.840.…". */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest].flatMap((part) => {
    const groups = [part % 128]
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128)) groups.unshift(0x80 | (left % 128))
    return groups
  })
  return der(0x06, Buffer.from(bytes))
}

/** A time to the second, as RFC 5280 wants it: UTCTime to the end of 2049, GeneralizedTime from then on. */
export function time(moment: Date): Buffer {
  const digits = moment.toISOString().replace(/\.\d+Z$/, 'Z').replace(/[-:T]/g, '') // prettier-ignore
  return moment.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits))
}

/** PEM of a DER text, with lines of 64 characters and a line break at its end. */
export function pemOf(label: string, content: Uint8Array): string {
  const lines =
    Buffer.from(content)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** The contents of all PEM blocks with that label, in their order; what lies between them is left out. */
export const pemBlocks = (text: string, label: string): Buffer[] =>
  text.split(`-----BEGIN ${label}-----`).slice(1).flatMap((part) => {
    const end = part.indexOf(`-----END ${label}-----`)
    return end === -1 ? [] : [Buffer.from(part.slice(0, end), 'base64')]
  }) // prettier-ignore
