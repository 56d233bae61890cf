// What anybody may ask about a link.
import { countMiss } from '../auth/throttle.ts'
import { AppError } from '../core/errors.ts'
import { defineQuery } from '../core/operation.ts'
import { setting } from '../settings/read.ts'
import { hashOf, hasMail } from './codes.ts'
import { isOpenSignUp, letsInByItself, linkWithHash } from './columns.ts'
import { whyNotUseLink } from './rules.ts'
import { checkEnrollmentCodeInput, tokenInput } from './schema.ts'
import type { EnrollmentLinkView } from './views.ts'

const DEAD_LINK = 'This link does not work. Check that it is complete, or ask whoever gave it to you for a new one.'

/**
 * What the form behind a link needs, or why the link takes nobody at this moment (`trouble`). Unknown, revoked and deleted codes are one
 * NOT_FOUND, counted for the network that they come from: 429 after 20 in an hour. Uses nothing up.
 */
export const readEnrollmentLink = defineQuery({
  name: 'readEnrollmentLink',
  permission: 'public:enroll',
  input: tokenInput,
  async run({ actor, db, sql }, { token }): Promise<EnrollmentLinkView> {
    const hash = hashOf(token, 'enrollment-link')
    const link = hash === null ? undefined : (await linkWithHash(hash).execute(sql)).rows[0]
    if (!link) throw await countMiss(db, actor.request.ip, DEAD_LINK)
    const { pool } = link
    return {
      trouble: whyNotUseLink(pool, link),
      name: pool.kind === 'invitation' ? '' : pool.name,
      kind: pool.kind,
      welcome: pool.welcome,
      terms: pool.terms,
      questions: pool.questions,
      domains: pool.domains,
      email: pool.email || null,
      needsApproval: !letsInByItself(pool),
      asksPassword: letsInByItself(pool) && (pool.kind === 'invitation' || !hasMail()),
      minPasswordLength: setting('password.minLength'),
      takesCsr: pool.certificate !== 'none',
      confirmsEmail: hasMail() && (isOpenSignUp(pool) || pool.kind !== 'invitation'),
    }
  },
})

/** Whether a code lets somebody enroll at this moment; false for unknown, voided and deleted ones as for paused ones (seed 003). */
export const checkEnrollmentCode = defineQuery({
  name: 'checkEnrollmentCode',
  permission: 'public:enroll',
  input: checkEnrollmentCodeInput,
  async run({ actor, db, sql }, { code }): Promise<{ active: boolean }> {
    const hash = hashOf(code, 'enrollment-link')
    const link = hash === null ? undefined : (await linkWithHash(hash).execute(sql)).rows[0]
    if (link) return { active: whyNotUseLink(link.pool, link) === null }
    const miss = await countMiss(db, actor.request.ip, DEAD_LINK)
    if (miss.code === 'RATE_LIMITED') throw new AppError('RATE_LIMITED', miss.message, miss.detail)
    return { active: false }
  },
})
