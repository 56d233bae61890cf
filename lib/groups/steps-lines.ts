import { sql as raw } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { runIn, sql, type Tx } from '../core/db.ts'
import { usersInReach, type UserRecord } from '../users/steps.ts'
import { isSameMembership, whyNotAdd, whyNotCapture } from './rules.ts'
import type { MemberRole } from './schema.ts'
import type { MemberRecord } from './steps-members.ts'
import type { LineResult } from './views.ts'

/** A line and the user whom it names, if the actor may look them up. */
export type NamedLine = { line: string; user: UserRecord | null }

/** Finds whom the lines name, by e-mail address or username without regard to case, and locks those users in the order of their ids. */
export async function usersNamed(tx: Tx, actor: Actor, lines: readonly string[]): Promise<NamedLine[]> {
  const given = lines.map((line) => line.normalize('NFKC'))
  const query = raw<{ place: number; id: string }>`
    with named as (select lower(line) as line, place from unnest(${given}::text[]) with ordinality as given (line, place))
    select place::int as place, users.id::text as id from named join users on lower(users.email) = named.line
    union select place::int, users.id::text from named join users on lower(users.username) = named.line`
  const found = new Map((await runIn(tx, query.compile(sql))).map(({ place, id }) => [place, id]))
  const users = new Map((await usersInReach(tx, actor, 'user:read', [...new Set(found.values())])).map((user) => [user.id, user]))
  return lines.map((line, at) => ({ line, user: users.get(found.get(at + 1) ?? '') ?? null }))
}

/**
 * What becomes of each line; `captured` are those who would come under the actor's own rights. Somebody named twice is refused nothing: the
 * first line counts.
 */
export function resultsOf(
  named: readonly NamedLine[],
  present: ReadonlyMap<string, MemberRecord>,
  captured: ReadonlySet<string>,
  wanted: { role: MemberRole; validUntil: Date | null },
): LineResult[] {
  const seen = new Set<string>()
  return named.map(({ line, user }) => {
    const is = (result: LineResult['result'], reason = '', message = ''): LineResult => ({
      line,
      result,
      reason,
      message,
      userId: user?.id ?? null,
    })
    if (!user) return is('refused', 'NOT_FOUND', 'Nobody whom you may look up has this e-mail address or username.')
    if (seen.has(user.id)) return is('unchanged', 'REPEATED', 'Named in a line above.')
    seen.add(user.id)
    const why = whyNotAdd(user)
    if (why) return is('refused', why.reason, 'This user is in the trash.')
    const now = present.get(user.id)
    const capture = whyNotCapture((!now || now.ended) && captured.has(user.id))
    if (capture) return is('refused', capture.reason, 'They would come under your own rights: they have to ask to join.')
    if (!now) return is('added')
    if (now.ended) return is('changed', 'RENEWED', 'The time in the group was over; it begins anew.')
    if (isSameMembership(now, wanted)) return is('unchanged', 'ALREADY_MEMBER', 'In the group already.')
    return is('refused', 'OTHER_MEMBERSHIP', 'In the group already, with another role or end. Change it on the list of members.')
  })
}
