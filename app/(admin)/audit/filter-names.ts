import { nameOf } from '../../../components/audit/entry.ts'
import { ACTOR_WORDS, TARGET_WORDS } from '../../../components/audit/filter-words.ts'
import type { SeenEntry } from '../../../lib/audit/events.ts'
import type { AuditListParams } from '../../../lib/audit/list.ts'
import { can, type Actor } from '../../../lib/core/actor.ts'
import { getUsers } from '../../../lib/users/queries.ts'
import { isUserId } from './ask.ts'

/** What a filter is called, and the text that could be typed for it. */
export type Named = { called: string; text: string }

const usernameOf = (label: string) => /\(([^()]+)\)$/.exec(label)?.[1] ?? label

/** By the entries of the page, which all carry the names; only a page without any asks for the users. */
function inEntries(entries: readonly SeenEntry[], id: string): Named | null {
  for (const entry of entries) {
    const label = entry.actorId === id ? entry.actorLabel : entry.targetId === id ? entry.targetLabel : id
    const now = entry.actorId === id ? entry.actorNow : entry.targetNow
    if (label !== id) return { called: now ?? nameOf(label), text: usernameOf(label) }
  }
  return null
}

async function byId(actor: Actor, ids: readonly string[]): Promise<Map<string, Named>> {
  const users = ids.length > 0 && can(actor, 'user:read') ? await getUsers(actor, { userIds: ids }) : []
  return new Map(users.map(({ id, fullName, username }) => [id, { called: fullName || username, text: username }]))
}

/**
 * What the actor and the target of the filters are called. Users who are gone go by the name that the log kept when an entry on this page
 * has it, else by their id.
 */
export async function namesOfFilters(
  viewer: Actor,
  { actor, target }: Pick<AuditListParams, 'actor' | 'target'>,
  entries: readonly SeenEntry[],
): Promise<{ actor: Named | null; target: Named | null }> {
  const thing = target?.slice(target.indexOf(':') + 1) ?? ''
  const unnamed = [actor, target?.startsWith('user:') ? thing : undefined].flatMap((id) =>
    id && isUserId(id) && !inEntries(entries, id) ? [id] : [],
  )
  const users = await byId(viewer, unnamed)
  const named = (value: string, id: string, words: Record<string, string>): Named => {
    const word = words[value]
    if (word) return { called: word, text: word }
    if (isUserId(id)) return inEntries(entries, id) ?? users.get(id) ?? { called: id, text: value }
    return { called: inEntries(entries, id)?.called ?? value, text: value }
  }
  return {
    actor: actor ? named(actor, actor, ACTOR_WORDS) : null,
    target: target ? named(target, thing, TARGET_WORDS) : null,
  }
}
