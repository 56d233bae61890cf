import type { BulkAction, BulkParameters, RunStatus, SettableField } from './schema.ts'

/** For how long after its end a run can be taken back. */
export const UNDO_HOURS = 24
/** For how long after its end a run says what became of each user. Names and addresses of people are not kept longer for that. */
export const RESULTS_KEPT_DAYS = 30
/** A run that did not get on for so many seconds has lost its worker. */
export const STALE_SECONDS = 30

type WhyNot = { reason: string; message: string } | null
type Words = { verb: string; done: string; one: string; undo: BulkAction | null }

/** The actions in words: on a button ("Deactivate users"), when done ("deactivated"), and what takes each back. */
export const ACTION_WORDS: Record<BulkAction, Words> = {
  deactivate: { verb: 'Deactivate users', done: 'deactivated', one: 'Deactivate', undo: 'reactivate' },
  reactivate: { verb: 'Reactivate users', done: 'reactivated', one: 'Reactivate', undo: 'deactivate' },
  delete: { verb: 'Move users to the trash', done: 'moved to the trash', one: 'Move to trash', undo: 'restore' },
  restore: { verb: 'Restore users', done: 'restored from the trash', one: 'Restore', undo: 'delete' },
  purge: { verb: 'Remove users for good', done: 'removed for good', one: 'Remove for good', undo: null },
  grantRole: { verb: 'Give a role', done: 'given the role', one: 'Give a role', undo: 'endRole' },
  endRole: { verb: 'Take a role', done: 'no longer holding the role', one: 'Take a role', undo: 'grantRole' },
  setField: { verb: 'Set a field', done: 'changed', one: 'Set a field', undo: 'setField' },
  passwordLinks: { verb: 'Send password links', done: 'sent a link', one: 'Send a password link', undo: null },
}

/** The settable fields as screens call them. */
export const FIELD_WORDS: Record<SettableField, string> = {
  organisation: 'Organisation',
  bio: 'About',
  searchVisibility: 'Visible in search',
  emailPrivacy: 'Who sees the e-mail address',
  publicProfile: 'Public profile',
}

const word = (value: unknown) => (value === '' ? '(empty)' : value === true ? 'yes' : value === false ? 'no' : String(value))

/** What a run was told, as pairs of a label and a text for people. `roleName` is kept with a run, since roles can be renamed and removed. */
export function parameterWords(action: BulkAction, parameters: Record<string, unknown>): { label: string; text: string }[] {
  const given = parameters as Partial<BulkParameters<'deactivate'> & BulkParameters<'setField'> & BulkParameters<'passwordLinks'>> & {
    roleName?: string
    groupName?: string
    validUntil?: string | Date | null
  }
  const until = given.validUntil ? new Date(given.validUntil).toISOString().replace('T', ' ').slice(0, 16) : null
  return [
    ...(given.reason ? [{ label: 'Reason', text: given.reason }] : []),
    ...(given.roleName ? [{ label: 'Role', text: given.roleName }] : []),
    ...(given.groupName ? [{ label: 'Within', text: given.groupName }] : []),
    ...(action === 'grantRole' && given.roleName ? [{ label: 'Until', text: until ? `${until} UTC` : 'without end' }] : []),
    ...(given.field ? [{ label: FIELD_WORDS[given.field], text: word(given.value) }] : []),
    ...(given.kind ? [{ label: 'Kind', text: given.kind === 'invitation' ? 'to set a first password' : 'to reset the password' }] : []),
  ]
}

/** A run as the log calls it: "Deactivate, 4,812 users". */
export const runLabel = (action: BulkAction, users: number) =>
  `${ACTION_WORDS[action].one}, ${users.toLocaleString('en')} ${users === 1 ? 'user' : 'users'}`

/** Why a user was skipped or left as they were, for one and for several: a clause after "3 users: ". */
const RESULT_WORDS: Record<string, readonly [one: string, several: string]> = {
  NOT_FOUND: ['is gone, or is not yours to change', 'are gone, or are not yours to change'],
  CHANGED_MEANWHILE: ['was changed by somebody meanwhile', 'were changed by somebody meanwhile'],
  OUTRANKED: ['may do things that you may not', 'may do things that you may not'],
  SELF: ['is the one doing this, and nobody can do it to themselves', 'are the ones doing this, and nobody can do it to themselves'],
  LAST_ADMINISTRATOR: ['would have been the last administrator who can sign in', 'would have been the last administrators who can sign in'],
  IN_TRASH: ['is in the trash or anonymized', 'are in the trash or anonymized'],
  ANONYMIZED: ['is anonymized for good', 'are anonymized for good'],
  NOT_IN_TRASH: ['is not in the trash', 'are not in the trash'],
  NOT_ACTIVE: ['is not active and could not sign in', 'are not active and could not sign in'],
  HAS_PASSWORD: ['has a password already', 'have a password already'],
  NO_PASSWORD: ['has no password yet, so there is none to reset', 'have no password yet, so there is none to reset'],
  DIFFERENT_END: ['has this role already, with another end', 'have this role already, with another end'],
  OUT_OF_REACH: ['holds the role beyond your groups', 'hold the role beyond your groups'],
  EXCEEDS_OWN_RIGHTS: ['would get back a role that allows what you may not do', 'would get back a role that allows what you may not do'],
  EXCEEDS_OWN_TIME: ['would get back a role for longer than you hold it', 'would get back a role for longer than you hold it'],
  ENDED_MEANWHILE: ['held the role until a time that has passed', 'held the role until a time that has passed'],
  GROUP_GONE: ['held the role within a group that was removed', 'held the role within a group that was removed'],
  CANCELLED: ['was not reached before the run was cancelled', 'were not reached before the run was cancelled'],
  STARTER_MAY_NOT: [
    'was not reached before whoever started the run lost the right',
    'were not reached before whoever started the run lost the right',
  ],
  FAILED: [
    'could not be changed because of a fault; the log of the server says which',
    'could not be changed because of a fault; the log of the server says which',
  ],
  ALREADY_DEACTIVATED: ['is deactivated already', 'are deactivated already'],
  ALREADY_ACTIVE: ['is active already', 'are active already'],
  ALREADY_IN_TRASH: ['is in the trash already', 'are in the trash already'],
  HAS_ROLE: ['has this role already', 'have this role already'],
  NO_ROLE: ['does not hold this role directly', 'do not hold this role directly'],
  SAME_VALUE: ['has this value already', 'have this value already'],
}

/** A reason as a clause that follows the number or the name of users: "is deactivated already". Nothing for none. */
export function resultWords(reason: string, count = 1): string {
  if (reason === '') return ''
  const [one, several] = RESULT_WORDS[reason] ?? ['was left as before', 'were left as before']
  return count === 1 ? one : several
}

/** Whether words exist for a reason; a test walks over everything that judging can say. */
export const hasWords = (reason: string) => Object.hasOwn(RESULT_WORDS, reason)

type Run = { status: RunStatus; action: BulkAction; finishedAt: Date | null; changed: number; cancelRequestedAt: Date | null }

/** Until when a run can be taken back; null while it is not over, or when nothing takes its action back. */
export function undoableUntil(run: Pick<Run, 'action' | 'finishedAt'>): Date | null {
  if (run.finishedAt === null || ACTION_WORDS[run.action].undo === null) return null
  return new Date(run.finishedAt.getTime() + UNDO_HOURS * 3_600_000)
}

/** Why a run cannot be cancelled, or null. */
export function whyNotCancel(run: Pick<Run, 'status' | 'cancelRequestedAt'>): WhyNot {
  if (run.status === 'DONE') return { reason: 'OVER', message: 'This run is over. Nothing was cancelled. What it did can be undone.' }
  if (run.status === 'CANCELLED' || run.cancelRequestedAt) return { reason: 'OVER', message: 'This run was cancelled before.' }
  return null
}

/**
 * Whether another run is taking a run back, or runs have done so for everybody. Who was skipped because of the rights of one who tried can
 * still be put back by another: nobody spoils an undo for those who may do more.
 */
export function howFarUndone(
  run: { changed: number },
  undos: readonly { status: RunStatus; changed: number }[],
): 'no' | 'running' | 'done' {
  if (undos.some(({ status }) => status === 'QUEUED' || status === 'RUNNING')) return 'running'
  const putBack = undos.reduce((sum, { changed }) => sum + changed, 0)
  return undos.length > 0 && putBack >= run.changed ? 'done' : 'no'
}

/** Why a run cannot be taken back, or null. `undone`: what `howFarUndone` says. */
export function whyNotUndo(run: Run & { isUndo: boolean; undone: 'no' | 'running' | 'done' }, now = new Date()): WhyNot {
  const no = (reason: string, message: string) => ({ reason, message: `${message} Nothing was changed.` })
  if (run.isUndo) return no('IS_UNDO', 'This run undid another one. Start the other one again instead.')
  if (ACTION_WORDS[run.action].undo === null)
    return no(
      'NOT_REVERSIBLE',
      run.action === 'purge' ? 'Users who were removed for good cannot be brought back.' : 'Links that were mailed cannot be called back.',
    )
  const until = undoableUntil(run)
  if (until === null) return no('NOT_OVER', 'This run is not over yet. Cancel it first.')
  if (run.changed === 0) return no('NOTHING_CHANGED', 'This run changed nobody, so there is nothing to undo.')
  if (run.undone === 'running') return no('UNDO_RUNS', 'Another run is undoing this one already.')
  if (run.undone === 'done') return no('UNDONE', 'This run was undone before.')
  if (now > until) return no('TOO_LATE', `Runs can be undone for ${UNDO_HOURS} hours, and these are over.`)
  return null
}
