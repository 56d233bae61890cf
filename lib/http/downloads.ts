import type { ExportOperation } from '../core/export.ts'
import { exportWhoHas } from '../access/exports.ts'
import { exportAuditEvents } from '../audit/exports.ts'
import { exportBulkResults } from '../bulk-runs/exports.ts'
import { exportPoolLinks } from '../enrollment-pools/exports.ts'
import { exportGroupMembers } from '../groups/exports.ts'
import { exportMemberships } from '../memberships/exports.ts'
import { exportUsers } from '../users/exports.ts'

/** Every file that can be downloaded: `POST` to the address, made by this export. */
export const DOWNLOADS: Readonly<Record<`/${string}/export`, ExportOperation>> = {
  '/access/export': exportWhoHas,
  '/audit/export': exportAuditEvents,
  '/bulk-runs/export': exportBulkResults,
  '/enrollment-pools/export': exportPoolLinks,
  '/groups/export': exportGroupMembers,
  '/memberships/export': exportMemberships,
  '/users/export': exportUsers,
}
