import { sha256 } from '../core/crypto.ts'
import { defineQuery } from '../core/operation.ts'
import { passwordLinkInput } from './schema.ts'

/**
 * Whether a link that sets a password still works, and what its person is called, for the page behind it. Uses nothing up, so mail
 * programs that open links in advance do no harm. Null for every link that does not work.
 */
export const getPasswordLink = defineQuery({
  name: 'getPasswordLink',
  permission: 'auth:set-password',
  input: passwordLinkInput,
  async run({ db }, { token }) {
    const found = await db.oneTimeToken.findFirst({
      where: {
        tokenHash: sha256(token),
        purpose: { in: ['SET_PASSWORD', 'RESET_PASSWORD'] },
        usedAt: null,
        voidedAt: null,
        expiresAt: { gt: new Date() },
        user: { status: 'ACTIVE' },
      },
      select: { purpose: true, user: { select: { username: true, email: true, firstName: true, lastName: true, organisation: true } } },
    })
    return found?.user ? { first: found.purpose === 'SET_PASSWORD', person: found.user } : null
  },
})
