import '#server-only'
import type { z } from 'zod'
import { can, type Actor } from '../core/actor.ts'
import { AppError, isAppError } from '../core/errors.ts'
import { id } from '../core/fields.ts'
import { searchGroups } from '../groups/queries.ts'
import { getUserByEmail, getUserByUsername } from '../users/queries.ts'
import { unpackForm } from './form-data.ts'

/** Which fields of a form may name a group or a user instead of giving the id. */
type Named = { groups?: readonly string[]; users?: readonly string[] }
type Found = { id: string } | null
type Find = (actor: Actor, text: string) => Promise<Found>

/** The group of exactly this name, in whatever case, among those that the actor may see. */
async function groupNamed(actor: Actor, text: string): Promise<Found> {
  if (!can(actor, 'group:read')) return null
  const found = await searchGroups(actor, { q: text.slice(0, 200), limit: 20 })
  return found.find(({ name }) => name.toLowerCase() === text.normalize('NFC').toLowerCase()) ?? null
}

/** The user with exactly this e-mail address or username, among those whom the actor may see. */
async function userNamed(actor: Actor, text: string): Promise<Found> {
  if (!can(actor, 'user:read')) return null
  try {
    return await (text.includes('@') ? getUserByEmail(actor, { email: text }) : getUserByUsername(actor, { username: text }))
  } catch (error) {
    if (isAppError(error) && (error.code === 'NOT_FOUND' || error.code === 'INVALID')) return null
    throw error
  }
}

const KINDS: { names: keyof Named; find: Find; unknown: string }[] = [
  { names: 'groups', find: groupNamed, unknown: 'No group that you may see has exactly this name.' },
  { names: 'users', find: userNamed, unknown: 'No user whom you may see has exactly this username or e-mail address.' },
]

/**
 * For `input` of `formAction`: unpacks a form in which fields of pickers may hold a name, as browsers without client JavaScript send them,
 * and puts the id in its place. Names what the actor may not see or what there is not: INVALID on that field, the same for both.
 */
export const namedFields =
  (operation: { operation: { input: z.ZodType } }, named: Named) =>
  async (form: FormData, actor: Actor): Promise<Record<string, unknown>> => {
    const input = unpackForm(form, operation.operation.input)
    for (const { names, find, unknown } of KINDS)
      for (const name of named[names] ?? []) {
        const text = input[name]
        if (typeof text !== 'string' || text.trim() === '' || id.safeParse(text.trim()).success) continue
        const found = await find(actor, text.trim())
        if (!found) throw new AppError('INVALID', 'Nothing was changed: a name was not found.', { fields: { [name]: [unknown] } })
        input[name] = found.id
      }
    return input
  }
