import type { Actor } from '../../../lib/core/actor.ts'
import { can } from '../../../lib/core/actor.ts'
import { isAppError } from '../../../lib/core/errors.ts'
import { auditList, type AuditListParams } from '../../../lib/audit/list.ts'
import { getUserByEmail, getUserByUsername, searchUsers } from '../../../lib/users/queries.ts'
import { askedOf, addressOf, type Asked } from '../../../components/audit/search.ts'
import { ACTOR_WORDS, TARGET_WORDS, typedWord } from '../../../components/audit/filter-words.ts'

/** A filter that could not be read: what was asked for, why not, and what may have been meant. */
export type AskedWrongly = { label: string; text: string; why: string; instead: { label: string; href: string }[] }

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Whether a text is an id such as users have. */
export const isUserId = (text: string) => UUID.test(text)

/** Somebody by username or e-mail address, whichever it is; null for nobody whom the actor may see. */
async function named(actor: Actor, text: string): Promise<string | null> {
  try {
    const user = text.includes('@') ? await getUserByEmail(actor, { email: text }) : await getUserByUsername(actor, { username: text })
    return user.id
  } catch (error) {
    if (isAppError(error) && (error.code === 'NOT_FOUND' || error.code === 'INVALID')) return null
    throw error
  }
}

const similar = async (actor: Actor, text: string) =>
  text.length > 200
    ? []
    : (await searchUsers(actor, { q: text, limit: 5 })).map(({ id, fullName, username }) => ({ id, label: fullName || username }))

type Meaning = { value: string } | { wrong: AskedWrongly }

async function whoIs(actor: Actor, asked: Asked, field: 'actor' | 'target'): Promise<Meaning | null> {
  const text = asked[field]
  if (text === undefined) return null
  const asUser = (id: string) => (field === 'actor' ? id.toLowerCase() : `user:${id.toLowerCase()}`)
  if (isUserId(text) && auditList.strict.shape[field].safeParse(asUser(text)).success) return { value: asUser(text) }
  const word = typedWord(text, field === 'actor' ? ACTOR_WORDS : TARGET_WORDS)
  if (word) return { value: word }
  if (field === 'target' && text.includes(':') && auditList.lenient({ target: text }).target) return { value: text }
  const label = field === 'actor' ? 'By' : 'About'
  if (!can(actor, 'user:read'))
    return { wrong: { label, text, why: 'You may not look up users by name. Enter the user’s ID.', instead: [] } }
  const id = await named(actor, text)
  if (id) return { value: asUser(id) }
  const instead = (await similar(actor, text)).map((user) => ({
    label: user.label,
    href: addressOf({ ...asked, [field]: asUser(user.id) }),
  }))
  return { wrong: { label, text, why: 'No user has this username or e-mail address.', instead } }
}

const LABELS = {
  event: 'Event',
  from: 'From',
  to: 'Until',
  ip: 'IP address',
  outcome: 'Outcome',
  correlation: 'Belonging together',
} as const

/** What the list itself cannot read, with its own sentence. An unreadable filter must not pass for none: the list would show too much. */
function misread(asked: Asked): AskedWrongly[] {
  return (Object.keys(LABELS) as (keyof typeof LABELS)[]).flatMap((field) => {
    const text = asked[field]
    const read = auditList.strict.shape[field].safeParse(text)
    if (text === undefined || read.success) return []
    return [{ label: LABELS[field], text, why: read.error.issues[0]?.message ?? 'This cannot be read.', instead: [] }]
  })
}

/**
 * Reads the address: names of users that were typed become their ids, wherever the page was asked for without client JavaScript. What
 * cannot be read comes back in `wrong`, and the list must not be shown.
 */
export async function ask(
  actor: Actor,
  raw: Record<string, string | string[] | undefined>,
  rowsPerPage: number,
): Promise<{ params: AuditListParams; wrong: AskedWrongly[] }> {
  const asked = askedOf(raw)
  const [by, about] = await Promise.all([whoIs(actor, asked, 'actor'), whoIs(actor, asked, 'target')])
  const wrong = [by, about].flatMap((each) => (each && 'wrong' in each ? [each.wrong] : []))
  const place = { after: raw.after, before: raw.before, last: raw.last }
  const people = { actor: by && 'value' in by ? by.value : undefined, target: about && 'value' in about ? about.value : undefined }
  return { params: auditList.lenient({ perPage: rowsPerPage, ...asked, ...people, ...place }), wrong: [...wrong, ...misread(asked)] }
}
