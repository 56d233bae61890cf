import Link from 'next/link'
import type { ReactNode } from 'react'
import { auditHref } from '../../../../components/audit/hrefs.ts'
import { OwnerName, PoolUse } from '../../../../components/enrollment-pools/pool-badges.tsx'
import { CERTIFICATE_WORDS, QUESTION_TYPE_WORDS } from '../../../../components/enrollment-pools/pool-words.ts'
import { ArrivalNotice } from '../../../../components/layout/arrival-notice.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { DescriptionList } from '../../../../components/ui/description-list.tsx'
import { PlainText } from '../../../../components/ui/plain-text.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { can, type Actor } from '../../../../lib/core/actor.ts'
import { formatNumber, plural } from '../../../../lib/core/format.ts'
import type { EnrollmentCounts, PoolDetail } from '../../../../lib/enrollment-pools/views.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { PoolFrame } from '../_components/pool-frame.tsx'
import { ShowLink } from '../_components/show-link.tsx'
import { loadPool, titled, type PoolPageProps } from './load-pool.ts'

export const generateMetadata = titled()

const NOTICES = { created: 'Pool created. Its link works: hand it out.', saved: 'Changes saved.' }
const linkClass = 'rounded-sm text-accent underline underline-offset-2'

const InPlace = ({ href, may, children }: { href: string; may: boolean; children: ReactNode }) =>
  may ? (
    <Link href={href} prefetch={false} className={linkClass}>
      {children}
    </Link>
  ) : (
    <>{children}</>
  )

/** The link of a shared pool, or where those of a single-use pool are. */
function LinkSection({ pool }: { pool: PoolDetail }) {
  if (pool.state === 'deleted') return null
  if (pool.kind === 'single_use')
    return (
      <Section title="Links" actions={<ButtonLink href={`/enrollment-pools/${pool.id}/links`}>View links</ButtonLink>}>
        <p>
          {pool.links.unused === 0
            ? 'No link is left. Add links to let more people in.'
            : `${plural(pool.links.unused, 'link is', 'links are')} left, each for one person.`}
        </p>
      </Section>
    )
  return (
    <Section title="Link">
      {pool.whyNot.share === null ? <ShowLink poolId={pool.id} /> : <p className="text-ink-soft">{pool.whyNot.share.message}</p>}
    </Section>
  )
}

/** What stands in the way of whoever has the link, with what to do. */
function StateNote({ pool: { state, deletedAt }, timeZone }: { pool: PoolDetail; timeZone: string | undefined }) {
  if (state === 'deleted')
    return (
      <Callout tone="danger" title="This pool is deleted">
        Since <Time value={deletedAt} exact timeZone={timeZone} /> its links work no more. What it gave and who came by it is kept here.
      </Callout>
    )
  if (state === 'paused')
    return (
      <Callout tone="warning" title="Paused: nobody can enroll">
        Whoever opens a link reads that. Resume the pool to let people in again.
      </Callout>
    )
  if (state === 'expired')
    return <Callout title="Its time is over: nobody can enroll">Edit the pool and choose a later end to let people in again.</Callout>
  if (state === 'used-up')
    return <Callout title="All places are taken: nobody can enroll">Raise the quota or add links to let more people in.</Callout>
  return null
}

const COUNTS: Record<keyof EnrollmentCounts, string> = {
  pending: 'waiting',
  approved: 'approved',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  expired: 'expired',
}

function People({ pool }: { pool: PoolDetail }) {
  const { counts, links, kind, used, name } = pool
  const whole = kind === 'shared' ? pool.quota : links.unused >= 10_000 ? null : used + links.unused
  return (
    <Section
      title="People"
      actions={pool.whyNot.readEnrollments === null && <ButtonLink href={`/inbox?pool=${pool.id}&state=all`}>View in the inbox</ButtonLink>}
    >
      <div className="flex flex-wrap items-end gap-x-8 gap-y-3">
        <div className="grid gap-1">
          <p className="text-ink-soft">Enrolled</p>
          <div className="text-xl font-semibold">
            <PoolUse used={used} quota={whole} name={name} />
          </div>
        </div>
        {Object.entries(COUNTS).map(([key, words]) => {
          const count = counts[key as keyof EnrollmentCounts]
          return (
            <p key={key} className="grid gap-1">
              <span className="text-ink-soft first-letter:uppercase">{words}</span>
              <span className="tabular-nums">{count >= 1_000 ? '1,000+' : formatNumber(count)}</span>
            </p>
          )
        })}
      </div>
    </Section>
  )
}

const List = ({ children }: { children: ReactNode }) => <ul className="grid gap-1">{children}</ul>

function whoItems(pool: PoolDetail, timeZone: string | undefined) {
  const checks = [
    ...(pool.needsSecondApprover ? ['a second person approves too'] : []),
    ...(pool.needsApprovalCode ? ['the approver types in the applicant’s code'] : []),
  ]
  return [
    { term: 'Works until', value: pool.expiresAt ? <Time value={pool.expiresAt} exact timeZone={timeZone} /> : 'No end' },
    {
      term: 'E-mail addresses',
      value:
        pool.domains.length === 0 ? (
          'Any'
        ) : (
          <List>
            {pool.domains.map((domain) => (
              <li key={domain} className="wrap-anywhere">
                {domain}
              </li>
            ))}
          </List>
        ),
    },
    {
      term: 'Approval',
      value: pool.needsApproval
        ? ['Somebody approves', ...checks].join(', ')
        : 'None: whoever has a link comes in, in the name of the owner',
    },
    ...(pool.kind === 'shared' ? [{ term: 'Sign-in page', value: pool.listed ? 'Shown to everybody' : 'Not shown' }] : []),
  ]
}

function givenItems(actor: Actor, pool: PoolDetail) {
  const mayRead = can(actor, 'group:read')
  const groups = [...(pool.group ? [pool.group] : []), ...pool.groups]
  return [
    {
      term: 'Groups',
      value: groups.length > 0 && (
        <List>
          {groups.map(({ id, name }) => (
            <li key={id} className="wrap-anywhere">
              <InPlace href={`/groups/${id}`} may={mayRead}>
                {name}
              </InPlace>
            </li>
          ))}
        </List>
      ),
    },
    {
      term: 'Roles',
      value: pool.roles.length > 0 && (
        <List>
          {pool.roles.map(({ roleId, role, reachGroupId, reach }) => (
            <li key={roleId} className="wrap-anywhere">
              <InPlace href={`/roles/${roleId}`} may={can(actor, 'role:read')}>
                {role}
              </InPlace>
              {reachGroupId === null ? ', everywhere' : `, within ${reach}`}
            </li>
          ))}
        </List>
      ),
    },
    {
      term: 'Extra values',
      value: Object.keys(pool.extra).length > 0 && <pre className="overflow-x-auto text-sm">{JSON.stringify(pool.extra, null, 2)}</pre>,
    },
    { term: 'Certificate', value: CERTIFICATE_WORDS[pool.certificate] },
  ].map(({ term, value }) => ({ term, value: value || null }))
}

const askedItems = ({ welcome, terms, questions }: PoolDetail) => [
  { term: 'Welcome', value: welcome && <PlainText text={welcome} /> },
  {
    term: 'Questions',
    value: questions.length > 0 && (
      <ol className="grid gap-2">
        {questions.map(({ key, label, type, required, options }) => (
          <li key={key} className="wrap-anywhere">
            {label}
            <span className="block text-sm text-ink-soft">
              {type === 'choice' ? options.join(' · ') : QUESTION_TYPE_WORDS[type]}
              {required && ' (has to be answered)'}
            </span>
          </li>
        ))}
      </ol>
    ),
  },
  { term: 'Terms', value: terms && <PlainText text={terms} /> },
]

export default adminPage(async (actor, { params, searchParams }: PoolPageProps) => {
  const [{ pool, timeZone }, { notice }] = await Promise.all([loadPool(actor, params), searchParams])
  const { owner } = pool
  return (
    <PoolFrame pool={pool}>
      <ArrivalNotice notice={notice} sentences={NOTICES} />
      <StateNote pool={pool} timeZone={timeZone} />
      {owner.gone && pool.state !== 'deleted' && (
        <Callout tone="warning" title="The owner of this pool has left">
          {pool.needsApproval
            ? 'Take it over, or pause it if nobody needs it.'
            : 'Nobody comes in without approval any more until somebody takes it over.'}
        </Callout>
      )}
      <LinkSection pool={pool} />
      <People pool={pool} />
      <Section title="Who may come in">
        <DescriptionList items={whoItems(pool, timeZone)} />
      </Section>
      <Section title="What they get">
        <DescriptionList items={givenItems(actor, pool)} />
      </Section>
      <Section title="What they are asked">
        <DescriptionList items={askedItems(pool).map(({ term, value }) => ({ term, value: value || null }))} />
      </Section>
      <Section
        title="About this pool"
        actions={
          can(actor, 'audit:read') && (
            <Link href={auditHref({ target: `enrollment-pool:${pool.id}` })} prefetch={false} className={linkClass}>
              History in the audit log
            </Link>
          )
        }
      >
        <DescriptionList
          items={[
            {
              term: 'Owner',
              value: owner.id ? (
                <Link href={`/users/${owner.id}`} prefetch={false} className={linkClass}>
                  <OwnerName owner={owner} />
                </Link>
              ) : (
                <OwnerName owner={owner} />
              ),
            },
            { term: 'Created', value: <Time value={pool.createdAt} exact timeZone={timeZone} /> },
            { term: 'Last change', value: <Time value={pool.updatedAt} exact timeZone={timeZone} /> },
          ]}
        />
      </Section>
    </PoolFrame>
  )
})
