import { sql as raw, type RawBuilder } from 'kysely'
import { canEverywhere, type Actor } from '../core/actor.ts'

/** The condition on the table `bulk_runs` that leaves those whom the actor may see: their own, and all for whoever reads the whole audit log. */
export function runsWithin(actor: Actor): RawBuilder<boolean> {
  if (canEverywhere(actor, 'audit:read')) return raw<boolean>`true`
  return actor.id === null ? raw<boolean>`false` : raw<boolean>`bulk_runs.started_by_id = ${actor.id}::uuid`
}
