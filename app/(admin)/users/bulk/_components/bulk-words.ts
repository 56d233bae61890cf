import { UNDO_HOURS } from '../../../../../lib/bulk-runs/rules.ts'
import type { BulkAction } from '../../../../../lib/bulk-runs/schema.ts'
import { plural } from '../../../../../lib/core/format.ts'

type Meaning = { stops?: readonly string[]; stays: readonly string[] }
const SIGN_IN = 'Signing in. Open sessions end on the next click.'
const LINKS = 'Links that set or reset the password.'
const BACK = `This can be undone for ${UNDO_HOURS} hours after the run, for everybody who was not changed since.`

const meanings = (trashDays: number): Record<BulkAction, Meaning> => ({
  deactivate: {
    stops: [SIGN_IN, LINKS],
    stays: ['Profile, roles, memberships and the audit log. Reactivating brings everything back.', BACK],
  },
  reactivate: {
    stays: ['They can sign in again at once, with the roles they hold now.', 'Sessions and links of before stay ended.', BACK],
  },
  delete: {
    stops: [SIGN_IN, LINKS, 'The users are no longer in the list of users.'],
    stays: [`Everything, for ${plural(trashDays, 'day')}: until then they can be restored with profile and roles.`, BACK],
  },
  restore: { stays: ['They return to the status of before, with profile and roles. Who was active can sign in again at once.', BACK] },
  purge: {
    stops: [
      'Profiles, roles, memberships, sessions and mails are erased. This cannot be undone.',
      'The e-mail addresses are free for new users.',
    ],
    stays: ['The audit log, with the names as they were.', 'The usernames: they are never given to anybody else.'],
  },
  grantRole: { stays: ['What the role allows is theirs from their next click on. Other roles stay as they are.', BACK] },
  endRole: {
    stops: ['Everything that only this role allows, on their next click. Roles that come through a group stay.'],
    stays: ['Accounts, other roles and what they did.', BACK],
  },
  setField: { stays: ['All other fields stay as they are.', BACK] },
  passwordLinks: {
    stops: ['Links that were sent to them before and not used.'],
    stays: ['Passwords, until somebody uses the link. Sessions go on.', 'Mail that has left cannot be called back.'],
  },
})

/** What an act stops and what it leaves, in sentences. `trashDays` is the setting trash.days. */
export const meaningOf = (action: BulkAction, trashDays: number): Meaning => meanings(trashDays)[action]

type Softer = { question: string; action: BulkAction; label: string }
const softer = (trashDays: number): Partial<Record<BulkAction, Softer>> => ({
  delete: {
    question: 'May they come back? Deactivated users are kept without a time limit.',
    action: 'deactivate',
    label: 'Deactivate instead',
  },
  purge: {
    question: `Not sure? The trash removes everybody by itself after ${plural(trashDays, 'day')}.`,
    action: 'restore',
    label: 'Restore instead',
  },
})

/** The gentler act to offer instead, with the question that leads to it. */
export const softerOf = (action: BulkAction, trashDays: number): Softer | undefined => softer(trashDays)[action]

/** Whether the button is red: what cannot simply be given back. */
export const isDangerous = (action: BulkAction) => ['deactivate', 'delete', 'purge', 'endRole'].includes(action)
