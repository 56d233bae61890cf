import '#server-only'
import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import { setting } from '../settings/read.ts'

/** Whether the setting lets this user ask for certificates: everybody, nobody, or those who came in where it is provided for. As a query. */
export function mayAskForOwn(actor: Actor): RawBuilder<{ may: boolean }> {
  const who = setting('certificate.selfService')
  if (who !== 'pools') return raw<{ may: boolean }>`select ${who === 'everybody'}::boolean as may`
  return raw<{ may: boolean }>`select exists (select from enrollments
    where user_id = ${actor.id}::uuid and state = 'APPROVED' and certificate in ('on_request', 'on_approval')) as may`
}
