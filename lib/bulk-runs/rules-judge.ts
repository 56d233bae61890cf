import { whyNotSendPasswordLink } from '../passwords/rules.ts'
import { whyNotHoldRoles } from '../roles/rules.ts'
import { whyNotDeactivate, whyNotDelete, whyNotPurge, whyNotReactivate, whyNotRestore, whyNotUpdate } from '../users/rules.ts'
import type { UserStatus } from '../users/schema.ts'
import type { BulkAction, BulkParameters } from './schema.ts'

/** Everything that decides about one user. Users who agree in all of it are judged alike, so a preview judges each combination once. */
export type Facts = {
  /** The actor's own id for the actor, anything else for others. */
  id: string
  status: UserStatus
  hasPassword: boolean
  /** Within what the actor's permission for this act reaches. */
  reachable: boolean
  outranks: boolean
  /** Not as it was when the run was confirmed. */
  changedMeanwhile: boolean
  /** What the database says about the role or the field of the act: a word of `fact` in steps-acts.ts. */
  fact: string
  /** Is an administrator and would not be one afterwards. */
  losing: boolean
}

/** What becomes of a user: the act is done, is not needed, or is not allowed. */
export type Verdict = { result: 'CHANGED' | 'UNCHANGED' | 'SKIPPED'; reason: string }

const skipped = (reason: string): Verdict => ({ result: 'SKIPPED', reason })
const unchanged = (reason: string): Verdict => ({ result: 'UNCHANGED', reason })

type By = { id: string | null }
type Judge<A extends BulkAction> = (actor: By, user: Facts, parameters: BulkParameters<A>) => Verdict | null

/** The rules of the single acts speak for one user; here the word of a refusal is all that is kept, with `other` for a wrong status. */
function refused(why: { reason: string } | null, other: string): Verdict | null {
  if (why === null) return null
  return skipped(why.reason === 'BAD_TRANSITION' || why.reason === 'BAD_STATUS' ? other : why.reason)
}

const JUDGES: { [A in BulkAction]: Judge<A> } = {
  deactivate: (actor, user) =>
    refused(whyNotDeactivate(actor, user), 'IN_TRASH') ?? (user.status === 'DEACTIVATED' ? unchanged('ALREADY_DEACTIVATED') : null),
  reactivate: (_actor, user) =>
    refused(whyNotReactivate(user), 'IN_TRASH') ?? (user.status === 'ACTIVE' ? unchanged('ALREADY_ACTIVE') : null),
  delete: (actor, user) =>
    refused(whyNotDelete(actor, user), 'IN_TRASH') ?? (user.status === 'DELETED' ? unchanged('ALREADY_IN_TRASH') : null),
  restore: (_actor, user) => refused(whyNotRestore(user), 'ANONYMIZED') ?? (user.status === 'DELETED' ? null : unchanged('NOT_IN_TRASH')),
  // The run as a whole is confirmed by the number of users; there is no username to type for each.
  purge: (_actor, user) => refused(whyNotPurge({ ...user, username: '' }, ''), 'NOT_IN_TRASH'),
  grantRole(_actor, user) {
    const why = refused(whyNotHoldRoles(user), 'IN_TRASH')
    if (why) return why
    if (user.fact === 'HAS_ROLE') return unchanged('HAS_ROLE')
    return user.fact === '' ? null : skipped(user.fact)
  },
  endRole(actor, user) {
    if (user.fact === 'NO_ROLE') return unchanged('NO_ROLE')
    if (user.fact !== '') return skipped(user.fact)
    // One's own rights would end in the middle of the run, and with them the run.
    return actor.id === user.id ? skipped('SELF') : null
  },
  setField: (_actor, user) => refused(whyNotUpdate(user), 'IN_TRASH') ?? (user.fact === 'SAME_VALUE' ? unchanged('SAME_VALUE') : null),
  passwordLinks(_actor, user, { kind }) {
    const why = refused(whyNotSendPasswordLink(user, kind), 'NOT_ACTIVE')
    // A reset would set a first password, in thirty minutes instead of five days: that is what invitations are for.
    return why ?? (kind === 'reset' && !user.hasPassword ? skipped('NO_PASSWORD') : null)
  },
}

/**
 * What becomes of a user whom `actor` wants to treat so. The same function judges the unlocked rows of a preview and the locked rows of a
 * run; it calls the rules of the single acts. That one administrator stays is decided afterwards, over all who are `losing`.
 */
export function judge<A extends BulkAction>(action: A, actor: By, user: Facts, parameters: BulkParameters<A>): Verdict {
  if (!user.reachable) return skipped('NOT_FOUND')
  if (user.changedMeanwhile) return skipped('CHANGED_MEANWHILE')
  const verdict = JUDGES[action](actor, user, parameters)
  if (verdict) return verdict
  return user.outranks ? skipped('OUTRANKED') : { result: 'CHANGED', reason: '' }
}
