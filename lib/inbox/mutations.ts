import type { Actor } from '../core/actor.ts'
import { defineMutation } from '../core/operation.ts'
import { decideInboxItemsInput } from './schema.ts'
import { applicantsOf, decideItems, NOT_FOUND, type Outcome } from './steps-decide.ts'
import type { ItemResult } from './views.ts'

const resultOf = (outcome: Outcome | undefined): Pick<ItemResult, 'result' | 'reason' | 'message'> => {
  if (outcome === undefined) return { result: 'refused', ...NOT_FOUND }
  if (outcome === null) return { result: 'done', reason: '', message: '' }
  return outcome === 'waiting' ? { result: 'waiting', reason: '', message: '' } : { result: 'refused', ...outcome }
}

/** A preview gives nothing, so it asks for no password: that is asked for with the decision. */
const asFresh = (actor: Actor): Actor => (actor.session ? { ...actor, session: { ...actor.session, authenticatedAt: Date.now() } } : actor)

/**
 * Approves or rejects up to 200 items of all kinds at once, each by the rules of its kind, with one result for each: approving an access
 * request sends an invitation into the group that it names, rejecting dismisses it. What cannot be decided (decided by somebody meanwhile,
 * changed, one's own, out of reach, in need of a code, more than the actor may give) is as it was, and says why. With `preview` all is
 * tried and nothing is changed. Asks for a fresh factor when what is given needs one; a preview never does.
 */
export const decideInboxItems = defineMutation({
  name: 'decideInboxItems',
  permission: 'enrollment:approve',
  input: decideInboxItemsInput,
  timeoutSeconds: 60,
  async run({ actor, tx, audit }, { items, preview, ...words }) {
    await tx.$executeRaw`savepoint before_items`
    const applicants = await applicantsOf(tx, actor, items)
    const reason = words.reason || 'Preview'
    const outcomes = await decideItems(
      { tx, actor: preview ? asFresh(actor) : actor, audit },
      items,
      preview ? { ...words, reason } : words,
    )
    if (preview) await tx.$executeRaw`rollback to savepoint before_items`
    const results = items.map(({ kind, id }): ItemResult => ({
      kind,
      id,
      applicant: applicants.get(id) ?? '',
      ...resultOf(outcomes.get(id)),
    }))
    const count = (result: ItemResult['result']) => results.filter((each) => each.result === result).length
    // The steps record each decision themselves.
    audit.unchanged()
    return { preview, results, done: count('done'), waiting: count('waiting'), refused: count('refused') }
  },
})
