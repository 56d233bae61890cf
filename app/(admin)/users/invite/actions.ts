'use server'
import { inviteUsers } from '../../../../lib/enrollment-pools/mutations-invitations.ts'
import { formAction } from '../../../../lib/http/action.ts'
import { readGivingForm } from '../../../read-giving-form.ts'

export const inviteUsersAction = formAction(inviteUsers, { input: readGivingForm(inviteUsers) })
