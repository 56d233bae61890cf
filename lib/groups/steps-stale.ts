import type { Tx } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import type { GroupRecord } from './steps.ts'

/** The refusal of an edit that began before another one ended: what others changed since `seen` stands at the fields, from the audit log. */
export async function changedMeanwhile(tx: Tx, group: GroupRecord, seen: number): Promise<AppError> {
  const rows = await tx.$queryRaw<{ by: string; changes: Record<string, { after: unknown }> }[]>`
    select actor_label as by, changes from audit_events
    where target_type = 'group' and target_id = ${group.id} and event = 'group.updated' and (detail->>'version')::int > ${seen} order by at, id`
  const fields: Record<string, string[]> = {}
  for (const { by, changes } of rows)
    for (const [name, { after }] of Object.entries(changes))
      fields[name === 'owner' ? 'ownerId' : name] = [`${by} changed this meanwhile to “${String(after ?? 'none')}”.`]
  const what = Object.keys(fields).length ? 'What changed is shown at the fields' : 'It was moved'
  return new AppError(
    'CONFLICT',
    `Somebody changed this group while you were editing. ${what}. Nothing of yours was saved; check and save again to keep what you typed.`,
    { reason: 'STALE', fields, current: { version: group.version } },
  )
}
