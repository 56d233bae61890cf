import '#server-only'
import { env } from '../core/env.ts'

/** MAIL_FROM in its parts: the address that mail comes from, its name (may be empty) and its domain. */
export function senderAddress(from: string = env.mailFrom): { name: string; address: string; domain: string } {
  const [, name = '', address = from] = /^(.*?)\s*<([^<>]+)>$/.exec(from) ?? []
  return { name: name.trim(), address, domain: address.slice(address.lastIndexOf('@') + 1) }
}
