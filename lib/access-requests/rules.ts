// Pure rules about access requests. Runs in browsers too.
import type { AccessRequestStatus } from './schema.ts'
import type { WhyNot } from './views.ts'

const unchanged = (reason: string, message: string): WhyNot => ({ reason, message: `${message} Nothing was changed.` })

/** Why nobody can ask for access now, or null. */
export function whyNotOpen(isOpen: boolean): WhyNot {
  if (isOpen) return null
  return {
    reason: 'CLOSED',
    message: 'This site takes no requests now. Nothing was sent. Ask whoever told you about this site for a link.',
  }
}

/** Why somebody cannot answer a request, or null: nobody answers the one that carries their own e-mail address. */
export function whyNotHandle(own: { email: string }, request: { email: string }): WhyNot {
  if (own.email === '' || own.email.toLowerCase() !== request.email.toLowerCase()) return null
  return unchanged('OWN_REQUEST', 'Nobody decides about their own request. Ask somebody else who may.')
}

/** Who has answered a request, when and how, as a sentence. */
export function handledWords(request: { status: AccessRequestStatus; handledByLabel: string; handledAt: Date | null }): string {
  if (request.status === 'PENDING') return 'This request is waiting.'
  const did = request.status === 'ENROLLED' ? 'answered this request with an invitation' : 'dismissed this request'
  const at = request.handledAt ? ` on ${request.handledAt.toISOString().replace('T', ' ').slice(0, 16)} UTC` : ''
  return `${request.handledByLabel || 'Somebody'} ${did}${at}.`
}

/** A full name as first and last name: the last word is the last name. */
export function splitName(fullName: string): { firstName: string; lastName: string } {
  const words = fullName.split(/\s+/).filter(Boolean)
  if (words.length < 2) return { firstName: cut(words[0] ?? ''), lastName: '' }
  return { firstName: cut(words.slice(0, -1).join(' ')), lastName: cut(words.at(-1) as string) }
}
const cut = (text: string) => [...text].slice(0, 150).join('')
