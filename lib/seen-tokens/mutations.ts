import '#server-only'
import { sha256 } from '../core/crypto.ts'
import { AppError, refuse } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { whyNotDeleteSeenToken } from './rules.ts'
import { noInput, seenTokenIdInput, useOnceInput } from './schema.ts'
import { lockedToken, markAsUsed, removeDeletable, targetOf } from './steps.ts'

/**
 * Marks a token of another system as used, once and for all (seed 003's nonces): done for the first caller, FORBIDDEN with reason USED for
 * every later one, also of many at once, and each is in the audit log. A token whose `expiresAt` is past is INVALID. Only its SHA-256 is kept.
 */
export const useOnce = defineMutation({
  name: 'useOnce',
  permission: 'seen-token:use',
  input: useOnceInput,
  async run({ actor, tx, audit, commitAndThrow }, { token, expiresAt, meta }) {
    const marked = await markAsUsed(tx, actor, { tokenHash: sha256(token), expiresAt: expiresAt ?? null, meta })
    if (marked.outcome === 'ended') {
      const message = 'This token has ended already, so it was not marked as used.'
      throw new AppError('INVALID', message, { reason: 'TOKEN_ENDED', fields: { expiresAt: [message] } })
    }
    if (marked.outcome === 'used') {
      const usedAt = marked.before.usedAt.toISOString()
      await audit.record('seen-token.refused', { target: targetOf(marked.before), detail: { usedAt }, outcome: 'refused' })
      return commitAndThrow(
        new AppError('FORBIDDEN', 'This token was used before. Nothing was changed; ask for a new one.', { reason: 'USED' }),
      )
    }
    await audit.record('seen-token.used', { target: targetOf(marked), detail: {} })
    return { tokenId: marked.id, usedAt: marked.usedAt }
  },
})

/** Deletes the mark of a token that ended at least 30 days ago. Throws RULE STILL_NEEDED before that, and for tokens without an end. */
export const deleteSeenToken = defineMutation({
  name: 'deleteSeenToken',
  permission: 'seen-token:delete',
  input: seenTokenIdInput,
  async run({ tx, audit }, { tokenId }) {
    const token = await lockedToken(tx, tokenId)
    refuse(whyNotDeleteSeenToken(token))
    await tx.seenToken.delete({ where: { id: tokenId }, select: { id: true } })
    await audit.record('seen-token.deleted', { target: targetOf(token), detail: { tokens: 1 } })
  },
})

/** Removes the marks of tokens that ended 30 days ago, at most FORGET_BATCH, and gives how many. Only the nightly job may call it. */
export const forgetSeenTokens = defineMutation({
  name: 'forgetSeenTokens',
  permission: 'system:forget-seen-tokens',
  input: noInput,
  timeoutSeconds: 60,
  async run({ tx, audit }) {
    const tokens = await removeDeletable(tx)
    if (tokens === 0) audit.unchanged()
    else
      await audit.record('seen-token.deleted', { target: { type: 'seen-token', id: null, label: 'tokens that ended' }, detail: { tokens } })
    return tokens
  },
})
