'use server'
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
import { formAction } from '../../../../lib/http/action.ts'
import { toRun } from './to-run.ts'

export const deactivateUsersAction = formAction(deactivateUsers, { redirectTo: toRun })
export const reactivateUsersAction = formAction(reactivateUsers, { redirectTo: toRun })
export const deleteUsersAction = formAction(deleteUsers, { redirectTo: toRun })
export const restoreUsersAction = formAction(restoreUsers, { redirectTo: toRun })
export const purgeUsersAction = formAction(purgeUsers, { redirectTo: toRun })
export const grantRoleToUsersAction = formAction(grantRoleToUsers, { redirectTo: toRun })
export const endRoleOfUsersAction = formAction(endRoleOfUsers, { redirectTo: toRun })
export const setFieldOfUsersAction = formAction(setFieldOfUsers, { redirectTo: toRun })
export const sendPasswordLinksAction = formAction(sendPasswordLinks, { redirectTo: toRun })
