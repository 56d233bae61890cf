/**
 * Where a support contact leads to: mail for an address, the page otherwise; null for none. Nothing but an address or a page ever becomes a
 * link, whatever the setting holds.
 */
export function supportLink(contact: string): { href: string; text: string } | null {
  if (contact === '') return null
  if (/^https?:\/\//i.test(contact)) return { href: contact, text: contact.replace(/^https?:\/\//i, '').replace(/\/$/, '') }
  return contact.includes('@') ? { href: `mailto:${contact}`, text: contact } : null
}
