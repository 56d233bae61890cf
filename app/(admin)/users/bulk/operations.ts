import {
  deactivateUsers,
  deleteUsers,
  endRoleOfUsers,
  grantRoleToUsers,
  purgeUsers,
  reactivateUsers,
  restoreUsers,
  sendPasswordLinks,
  setFieldOfUsers,
} from '../../../../lib/bulk-runs/mutations.ts'
import type { BulkAction } from '../../../../lib/bulk-runs/schema.ts'

/** The operation of each act; called with `preview` it says what it would do and writes nothing. */
export const BULK_OPERATIONS = {
  deactivate: deactivateUsers,
  reactivate: reactivateUsers,
  delete: deleteUsers,
  restore: restoreUsers,
  purge: purgeUsers,
  grantRole: grantRoleToUsers,
  endRole: endRoleOfUsers,
  setField: setFieldOfUsers,
  passwordLinks: sendPasswordLinks,
} as const satisfies Record<BulkAction, unknown>
