import { refuse } from '../core/errors.ts'
import type { Tx } from '../core/db.ts'
import { defineMutation } from '../core/operation.ts'
import { readAuthority } from './read-authority.ts'
import { createAuthorityInput, importAuthorityInput } from './schema.ts'
import { currentAuthority, databaseTime, lockAuthority, makeAuthority, placeAuthority } from './steps-authority.ts'

async function insistOnReplacing(tx: Tx, replace: boolean) {
  await lockAuthority(tx)
  if (replace || (await currentAuthority(tx)) === null) return
  refuse({
    reason: 'EXISTS',
    message:
      'There is a certificate authority already. Nothing was changed. Say that it is to be replaced: what it signed stays valid, and can still be revoked.',
  })
}

/**
 * Creates the certificate authority of the installation: a key on P-384, for ten years. When there is one already, `replace` must be said;
 * the old one signs nothing but its revocation list from then on.
 */
export const createAuthority = defineMutation({
  name: 'createAuthority',
  permission: 'certificate-authority:replace',
  input: createAuthorityInput,
  sensitive: true,
  async run({ actor, tx, audit }, { replace }) {
    await insistOnReplacing(tx, replace)
    audit.unchanged() // the step records it
    const { id } = await makeAuthority(tx, actor)
    return { authorityId: id }
  },
})

/**
 * Takes an authority from outside, with its key, which is sealed before it is stored and never shown again. INVALID on the field that does
 * not fit (`readAuthority`); otherwise as `createAuthority`.
 */
export const importAuthority = defineMutation({
  name: 'importAuthority',
  permission: 'certificate-authority:replace',
  input: importAuthorityInput,
  sensitive: true,
  async run({ actor, tx, audit }, { replace, ...given }) {
    const authority = readAuthority(given, await databaseTime(tx))
    await insistOnReplacing(tx, replace)
    audit.unchanged() // the step records it
    const { id } = await placeAuthority(tx, actor, { ...authority, imported: true })
    return { authorityId: id }
  },
})
