import type { z } from 'zod'
import { auditList } from './list.ts'

/** The filters and the order of the list; a file has no pages. */
export const exportAuditInput = auditList.strict.omit({ perPage: true, after: true, before: true, last: true })
export type ExportAuditInput = z.output<typeof exportAuditInput>
