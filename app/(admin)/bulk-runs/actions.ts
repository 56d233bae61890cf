'use server'
import { cancelBulkRun, undoBulkRun } from '../../../lib/bulk-runs/mutations.ts'
import { formAction } from '../../../lib/http/action.ts'
import { toRun } from './to-run.ts'

export const cancelBulkRunAction = formAction(cancelBulkRun, { message: 'The run stops after the users that it is at.' })
export const undoBulkRunAction = formAction(undoBulkRun, { redirectTo: toRun })
