import { sql as raw } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { defineExport } from '../core/export.ts'
import type { QueryContext } from '../core/operation.ts'
import type { SnapshotSql } from '../core/snapshot.ts'
import { usersWithin } from '../users/scope.ts'
import { aboutUsers, emailSeenBy, lookAt, sourcesOf, type Subject } from './find-holders.ts'
import { heldBy } from './held-by.ts'
import { everyHolder, isHolder } from './holders.ts'
import { pageById } from './paging.ts'
import { byPermission, pathsHeld, type HeldPaths, type Path, type SeenGroup } from './paths.ts'
import { exportWhoHasInput } from './schema.ts'

/** Users per batch; each makes as many rows as there are ways. */
const BATCH = 1_000
/** Up to so many ways all holders are found at once for each batch; with more, nearly every stretch of users has some. */
const FOUND_AT_ONCE = 20_000

const COLUMNS = {
  userId: 'user_id',
  username: 'username',
  name: 'name',
  email: 'email',
  status: 'status',
  through: 'through',
  role: 'role',
  granted: 'granted_permission',
  memberOf: 'member_of',
  givenTo: 'given_to',
  reach: 'reach',
  validUntil: 'valid_until',
  grantedAt: 'granted_at',
  grantedBy: 'granted_by',
}
const UNSEEN = '(a group that you may not see)'
const nameOf = (group: SeenGroup | null | undefined) => (group === undefined ? '' : (group?.name ?? UNSEEN))

function cellsOf({ kind, via, role, chain, reach, validUntil, grantedAt, grantedByLabel }: Path) {
  return {
    through: kind,
    role: role?.name ?? '',
    granted: via ?? '',
    memberOf: nameOf(chain[0]),
    givenTo: kind === 'group' ? nameOf(chain.at(-1)) : '',
    reach: reach === 'everywhere' ? reach : nameOf(reach),
    validUntil,
    grantedAt,
    grantedBy: grantedByLabel,
  }
}

type Input = Omit<typeof exportWhoHasInput._output, 'format'>
type Row = { id: string; username: string; email: string | null; fullName: string; status: string; paths: HeldPaths }

async function* batches(actor: Actor, sql: SnapshotSql, asked: Input, subject: Subject) {
  const sources = sourcesOf(subject)
  const holding = subject.ways <= FOUND_AT_ONCE ? raw<boolean>`users.id in (${everyHolder(sources)})` : isHolder(sources)
  let after: string | undefined
  do {
    const { stretch, limit, page } = pageById({ after, last: false, direction: 'desc', perPage: BATCH as 25 })
    const found = await raw<Row>`select users.id, username, ${emailSeenBy(actor)} as email, full_name as "fullName", status::text as status,
        ${pathsHeld(actor, raw`users.id`, heldBy(raw`users.id`, asked))} as paths
      from (select id from users where ${aboutUsers(actor, asked)} and ${usersWithin(actor, 'role:export')} and ${holding}
        and ${stretch.beyond(raw`users.id`)} order by id ${stretch.order} limit ${limit}) as holder
      join users using (id) order by id ${stretch.order}`.execute(sql as unknown as QueryContext['sql'])
    const { rows, next } = page(found.rows)
    yield rows.flatMap(({ id, username, email, fullName, status, paths }) =>
      [...byPermission(paths).values()].flat().map((path) => ({ userId: id, username, name: fullName, email, status, ...cellsOf(path) })),
    )
    after = next ?? undefined
  } while (after)
}

const queryOf = ({ permission, roleId, q, status }: Input) =>
  new URLSearchParams({
    ...(permission !== undefined && { permission }),
    ...(roleId !== undefined && { role: roleId }),
    ...(q && { q }),
    status,
  }).toString()

/**
 * Who holds a permission or a role as a file: a row for every way in which a user comes by it, newest accounts first; only users whose
 * roles the actor may both see and export. NOT_FOUND for a permission or role that does not exist.
 */
export const exportWhoHas = defineExport({
  name: 'exportWhoHas',
  permission: 'role:export',
  input: exportWhoHasInput,
  limit: { points: 10, seconds: 60 },
  prepare: ({ actor, sql }, asked) => lookAt(actor, sql, asked, FOUND_AT_ONCE),
  columns: () => Object.entries(COLUMNS).map(([key, header]) => ({ key, header })),
  audit: (input, { id, name }) => ({
    event: 'access.exported',
    entry: {
      target: { type: input.roleId === undefined ? 'permission' : 'role', id, label: name },
      detail: { format: input.format, scope: input.q ? 'filtered' : 'all', query: queryOf(input), columns: Object.values(COLUMNS) },
    },
  }),
  rows: ({ actor, sql }, input, subject) => batches(actor, sql, input, subject),
})
