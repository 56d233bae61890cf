import { sql as raw } from 'kysely'
import { COLUMNS, viewOf, type AuditRow } from '../audit/columns.ts'
import { notFound } from '../core/errors.ts'
import { keyset } from '../core/keyset.ts'
import { defineQuery } from '../core/operation.ts'
import { usersWithin } from '../users/scope.ts'
import { AUTHORITY, DETAIL, SUMMARY, type AuthorityView, type CertificateDetail, type CertificateSummary } from './columns.ts'
import { conditionOf, SORTS } from './conditions.ts'
import { pemOf } from './der.ts'
import { certificatesList } from './list.ts'
import { authorityInput, certificateIdInput, certificatesOfUserInput, ownCertificatesInput, revocationListInput } from './schema.ts'
import { certificatesWithin } from './scope.ts'
import { mayAskForOwn } from './self-service.ts'

/** Counts stop here: beyond it the list says "10,000+" (DESIGN, Speed). */
const COUNT_LIMIT = 10_000
/** Nobody has more that matter: ten may live at once, the rest is history. */
const OF_USER = 100
/** A life has few events; this is far beyond all of them. */
const MOST_HISTORY = 100

/** One page of the certificates of users whom the actor reaches, with a count that is exact to 10,000. */
export const listCertificates = defineQuery({
  name: 'listCertificates',
  permission: 'certificate:read',
  input: certificatesList.strict,
  async run({ actor, sql }, params) {
    const { condition, orderBy, cursorKey, limit, page } = keyset(SORTS[params.sort], params)
    const where = conditionOf(actor, params)
    const [found, counted] = await Promise.all([
      raw<CertificateSummary & { cursor_key: string }>`select ${SUMMARY}, ${cursorKey} as cursor_key from certificates
        where ${where} and ${condition} order by ${orderBy} limit ${limit}`.execute(sql),
      raw<{ count: number }>`select count(*)::int as count
        from (select from certificates where ${where} limit ${COUNT_LIMIT + 1}) as counted`.execute(sql),
    ])
    const { rows, previous, next } = page(found.rows)
    const count = counted.rows[0]?.count ?? 0
    return {
      certificates: rows.map(({ cursor_key: _own, ...certificate }) => certificate),
      previous,
      next,
      count: Math.min(count, COUNT_LIMIT),
      more: count > COUNT_LIMIT,
    }
  },
})

/** What is recorded of one certificate, oldest first; found by its user, whose entries have an index. */
const historyOf = (certificateId: string) => raw<AuditRow>`select ${COLUMNS} from audit_events
  where target_type = 'user' and target_id = (select user_id::text from certificates where id = ${certificateId}::uuid)
    and event like 'certificate.%' and detail ->> 'certificateId' = ${certificateId}
  order by at, id limit ${MOST_HISTORY}`

/** One certificate with its history. NOT_FOUND, the same for missing and out of reach. */
export const getCertificate = defineQuery({
  name: 'getCertificate',
  permission: 'certificate:read',
  input: certificateIdInput,
  async run({ actor, sql }, { certificateId }) {
    const [found, entries] = await Promise.all([
      raw<CertificateDetail>`select ${DETAIL} from certificates
        where id = ${certificateId}::uuid and ${certificatesWithin(actor, 'certificate:read')}`.execute(sql),
      historyOf(certificateId).execute(sql),
    ])
    if (!found.rows[0]) throw notFound('Certificate')
    return { ...found.rows[0], history: entries.rows.map((entry) => viewOf(entry)) }
  },
})

/** The newest 100 certificates of a user, newest first. NOT_FOUND when the user is missing or out of reach. */
export const certificatesOfUser = defineQuery({
  name: 'certificatesOfUser',
  permission: 'certificate:read',
  input: certificatesOfUserInput,
  async run({ actor, sql }, { userId }) {
    const [users, found] = await Promise.all([
      raw`select from users where id = ${userId}::uuid and ${usersWithin(actor, 'certificate:read')}`.execute(sql),
      raw<CertificateSummary>`select ${SUMMARY} from certificates
        where user_id = ${userId}::uuid order by created_at desc, id desc limit ${OF_USER}`.execute(sql),
    ])
    if (users.rows.length === 0) throw notFound('User')
    return { certificates: found.rows }
  },
})

/** One's own newest 100 certificates, newest first, and whether one may ask for more of them. */
export const listOwnCertificates = defineQuery({
  name: 'listOwnCertificates',
  permission: 'account:use-certificates',
  input: ownCertificatesInput,
  async run({ actor, sql }) {
    const [found, mayAsk] = await Promise.all([
      raw<CertificateSummary>`select ${SUMMARY} from certificates
        where user_id = ${actor.id}::uuid order by created_at desc, id desc limit ${OF_USER}`.execute(sql),
      mayAskForOwn(actor).execute(sql),
    ])
    return { certificates: found.rows, mayAsk: mayAsk.rows[0]?.may ?? false }
  },
})

/** The present authority, null before its first need, and those of before. Their keys are in no answer. */
export const getAuthority = defineQuery({
  name: 'getAuthority',
  permission: 'certificate-authority:read',
  input: authorityInput,
  async run({ sql }) {
    const { rows } = await raw<AuthorityView>`select ${AUTHORITY} from certificate_authorities order by created_at desc, id desc`.execute(
      sql,
    )
    return {
      current: rows.find(({ retiredAt }) => retiredAt === null) ?? null,
      retired: rows.filter(({ retiredAt }) => retiredAt !== null),
    }
  },
})

/** The newest revocation list of an authority, or of the present one, in DER and PEM: for everybody. NOT_FOUND when there is none. */
export const readRevocationList = defineQuery({
  name: 'readRevocationList',
  permission: 'public:read-revocation-list',
  input: revocationListInput,
  async run({ sql }, { authorityId }) {
    const which = authorityId ? raw`id = ${authorityId}::uuid` : raw`retired_at is null`
    const { rows } = await raw<{ der: Buffer | null; number: number; thisUpdate: Date; nextUpdate: Date }>`
      select crl_der as der, crl_number as number, crl_this_update as "thisUpdate", crl_next_update as "nextUpdate"
      from certificate_authorities where ${which}`.execute(sql)
    const [list] = rows
    if (!list?.der) throw notFound('Revocation list')
    return { ...list, der: list.der, pem: pemOf('X509 CRL', list.der) }
  },
})
