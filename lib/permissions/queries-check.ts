import { defineQuery } from '../core/operation.ts'
import { usersWithin } from '../users/scope.ts'
import { mayAll as mayEach, mayAny as mayOneOf } from './check.ts'
import { mayInput, maySeveralInput } from './schema.ts'

/** Whether a user may do something: the answer to a client application's question. */
export type Verdict = { allowed: boolean }

/**
 * Whether a user holds a permission, everywhere or within a group, for client applications. What cannot be found out is answered with no,
 * and so are users whom the asker may not ask about: they read as users that do not exist.
 */
export const may = defineQuery({
  name: 'may',
  permission: 'permission:check',
  input: mayInput,
  run: async ({ actor, sql }, { userId, permission, groupId }): Promise<Verdict> => ({
    allowed: await mayEach(sql, { userId, permissions: [permission], groupId, seen: usersWithin(actor, 'permission:check') }),
  }),
})

/** As `may`: whether the user holds at least one of the permissions. An empty list is answered with no. */
export const mayAny = defineQuery({
  name: 'mayAny',
  permission: 'permission:check',
  input: maySeveralInput,
  run: async ({ actor, sql }, question): Promise<Verdict> => ({
    allowed: await mayOneOf(sql, { ...question, seen: usersWithin(actor, 'permission:check') }),
  }),
})

/** As `may`: whether the user holds all of the permissions. An empty list is answered with no. */
export const mayAll = defineQuery({
  name: 'mayAll',
  permission: 'permission:check',
  input: maySeveralInput,
  run: async ({ actor, sql }, question): Promise<Verdict> => ({
    allowed: await mayEach(sql, { ...question, seen: usersWithin(actor, 'permission:check') }),
  }),
})
