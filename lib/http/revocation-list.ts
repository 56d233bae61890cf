import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { readRevocationList } from '../certificates/queries.ts'
import { anonymousActor } from '../core/actor.ts'
import { fromDatabase } from '../core/db-errors.ts'
import { STATUS, isAppError } from '../core/errors.ts'
import { newId } from '../core/id.ts'

/**
 * `/crl.der` and `/crl.pem`: the newest revocation list of the present authority; `/crl/ID.der` and `.pem`: that of any authority, which is
 * where its certificates point to. For everybody, whoever is signed in. 404 where there is no such list.
 */
export async function revocationListRoute(c: Context<{ Bindings: HttpBindings }>): Promise<Response> {
  const [name = '', format] = c.req.path.replace(/^\/crl(?:\/|(?=\.))/, '').split('.')
  const actor = anonymousActor({ id: newId(), ip: null, userAgent: null })
  try {
    const { der, pem } = await readRevocationList(actor, name === '' ? {} : { authorityId: name })
    return format === 'pem'
      ? c.body(pem, 200, { 'content-type': 'application/x-pem-file', 'content-disposition': 'attachment; filename="crl.pem"' })
      : c.body(new Uint8Array(der), 200, {
          'content-type': 'application/pkix-crl',
          'content-disposition': 'attachment; filename="crl.der"',
        })
  } catch (raw) {
    const error = fromDatabase(raw)
    if (!isAppError(error)) throw error
    const status = error.code === 'INVALID' ? 404 : STATUS[error.code]
    return c.text(status === 404 ? 'There is no such revocation list.\n' : `${error.message}\n`, status)
  }
}
