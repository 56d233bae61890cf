import { BULK_ACTIONS, type BulkAction } from '../../../../lib/bulk-runs/schema.ts'
import { PERMISSIONS, type Permission } from '../../../../lib/core/permissions.ts'
import type { UsersListParams } from '../../../../lib/users/list.ts'
import { BULK_ACTS, type BulkActs } from './bulk-acts.ts'

type Status = UsersListParams['status']

function whyNot(name: BulkAction, status: Status, may: (permission: Permission) => boolean): string | null {
  const { permission } = BULK_ACTIONS[name]
  const { only, otherwise } = BULK_ACTS[name]
  if (!may(permission)) return `You have no role that allows this: ${PERMISSIONS[permission].description.toLowerCase()}.`
  if (only.includes(status)) return null
  if (status === 'anonymized') return 'Anonymized users cannot be changed.'
  return status === 'trash' ? 'These users are in the trash. Restore them first.' : (otherwise ?? null)
}

/** Which acts are open to somebody who holds what `may` says, on the users of a list with this status filter. The operations decide each user. */
export const bulkActsOn = (status: Status, may: (permission: Permission) => boolean): BulkActs =>
  Object.fromEntries((Object.keys(BULK_ACTS) as BulkAction[]).map((name) => [name, whyNot(name, status, may)])) as BulkActs
