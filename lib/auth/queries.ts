import { sha256 } from '../core/crypto.ts'
import { notFound } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { firstAdministratorLinkInput } from './schema.ts'

/**
 * Whether the link for the first administrator works, without using it up. NOT_FOUND for ever once there was an administrator, and for
 * every secret that is wrong, old or replaced.
 */
export const getFirstAdministratorLink = defineQuery({
  name: 'getFirstAdministratorLink',
  permission: 'auth:claim-first-administrator',
  input: firstAdministratorLinkInput,
  async run({ db }, { token }) {
    const [row] = await db.$queryRaw<{ works: boolean }[]>`
      select not exists (select from installation where key = 'first-administrator')
        and not exists (select from grants join roles on roles.id = grants.role_id where roles.holds_all)
        and exists (select from one_time_tokens where token_hash = ${sha256(token)} and purpose = 'FIRST_ADMINISTRATOR'
          and used_at is null and voided_at is null and expires_at > now()) as works`
    if (!row?.works) throw notFound('This page')
    return { works: true }
  },
})
