// What the list of certificates sorts and narrows by, in SQL.
import { sql as raw, type RawBuilder } from 'kysely'
import type { Actor } from '../core/actor.ts'
import type { SortKey } from '../core/keyset.ts'
import { matches } from '../users/conditions.ts'
import type { CertificatesListParams } from './list.ts'
import { certificatesWithin } from './scope.ts'

/** The SQL expression of each way of sorting; each has an index with the id as tie-breaker. What is not issued yet ends before all others. */
export const SORTS: Record<CertificatesListParams['sort'], SortKey> = {
  created: { expression: raw`created_at`, type: 'timestamptz' },
  expires: { expression: raw`coalesce(not_after, '-infinity'::timestamptz)`, type: 'timestamptz' },
}

const STATES: Record<CertificatesListParams['state'], RawBuilder<boolean>> = {
  any: raw`true`,
  pending: raw`state = 'PENDING'`,
  valid: raw`(state = 'ISSUED' and not_after > now())`,
  expired: raw`(state = 'ISSUED' and not_after <= now())`,
  revoked: raw`state = 'REVOKED'`,
  failed: raw`state = 'FAILED'`,
}

/** Ranges of the expression that has the index. */
const endsWithin = (days: CertificatesListParams['ends']) =>
  days === 'any'
    ? []
    : [
        raw<boolean>`(state = 'ISSUED' and coalesce(not_after, '-infinity'::timestamptz) > now()
          and coalesce(not_after, '-infinity'::timestamptz) <= now() + ${Number(days)}::int * interval '1 day')`,
      ]

/** The conditions of the list as one SQL expression on `certificates`, scope included. */
export function conditionOf(actor: Actor, { q, state, ends }: CertificatesListParams): RawBuilder<boolean> {
  return raw<boolean>`${raw.join([certificatesWithin(actor, 'certificate:read'), ...matches(q), STATES[state], ...endsWithin(ends)], raw` and `)}`
}
