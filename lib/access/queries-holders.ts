import { sql as raw } from 'kysely'
import { defineQuery } from '../core/operation.ts'
import type { UserStatus } from '../users/schema.ts'
import { COUNT_LIMIT, emailSeenBy, findHolders, lookAt } from './find-holders.ts'
import { pageById } from './paging.ts'
import { byPermission, pathsHeld, type HeldPaths, type Path } from './paths.ts'
import { heldBy } from './held-by.ts'
import { whoHasInput } from './schema.ts'

/** Somebody who holds what was asked about, with every way in which they come by it. */
export type Holder = {
  id: string
  username: string
  /** Null for viewers who may not look the user up. */
  email: string | null
  fullName: string
  status: UserStatus
  createdAt: Date
  paths: Path[]
}
type Row = Omit<Holder, 'createdAt' | 'paths'> & { createdAt: string; paths: HeldPaths }

/**
 * One page of the users who hold a permission, or a role, directly, through groups or by managing one, each with all the ways; only
 * users whose roles the actor may see. `count` is exact up to 1,000, and null when there are more or it is not known. NOT_FOUND for a
 * permission or role that does not exist.
 */
export const whoHas = defineQuery({
  name: 'whoHas',
  permission: 'role:read',
  input: whoHasInput,
  async run({ actor, sql }, asked) {
    const subject = await lookAt(actor, sql, asked)
    const { page, ...place } = pageById(asked)
    const columns = raw`users.id, users.username, ${emailSeenBy(actor)} as email, users.full_name as "fullName", users.status::text as status,
      users.created_at as "createdAt", ${pathsHeld(actor, raw`users.id`, heldBy(raw`users.id`, asked))} as paths`
    const { rows: found, count } = await findHolders<Row>({ actor, sql }, asked, subject, place, columns)
    const { rows, previous, next } = page(found)
    const holders = rows.map(({ paths, createdAt, ...user }): Holder => ({
      ...user,
      createdAt: new Date(createdAt),
      paths: [...byPermission(paths).values()].flat(),
    }))
    const { name, description, builtIn } = subject
    return {
      subject: { name, description, builtIn },
      holders,
      previous,
      next,
      count: count !== null && count <= COUNT_LIMIT ? count : null,
    }
  },
})
