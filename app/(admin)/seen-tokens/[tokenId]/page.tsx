import { auditHref } from '../../../../components/audit/hrefs.ts'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { DescriptionList } from '../../../../components/ui/description-list.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { can } from '../../../../lib/core/actor.ts'
import { notFound } from '../../../../lib/core/errors.ts'
import { adminPage, type PageInput } from '../../../../lib/http/page.ts'
import { getSeenToken } from '../../../../lib/seen-tokens/queries.ts'
import { seenTokenIdInput } from '../../../../lib/seen-tokens/schema.ts'
import { DeleteToken } from '../_components/delete-token.tsx'

export const metadata = { title: 'Used token' }

export default adminPage<PageInput<{ tokenId: string }>>(async (actor, { params }) => {
  const given = seenTokenIdInput.safeParse(await params)
  if (!given.success) throw notFound('Token')
  const [token, { user }] = await Promise.all([getSeenToken(actor, given.data), currentShell()])
  const at = (value: Date | null, none: string) => <Time value={value} exact timeZone={user?.timeZone || undefined} none={none} />
  const notes = Object.entries(token.auditMeta)
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Used tokens', href: '/seen-tokens' }]} />}
        title={`Token ${token.fingerprint}`}
        actions={
          <>
            {can(actor, 'audit:read') && <ButtonLink href={auditHref({ target: `seen-token:${token.id}` })}>Audit log</ButtonLink>}
            {token.mayDelete && <DeleteToken tokenId={token.id} whyNot={token.whyNotDelete} />}
          </>
        }
      />
      <Section title="Use">
        <DescriptionList
          items={[
            { term: 'Used', value: at(token.usedAt, '') },
            { term: 'By', value: <bdi>{token.usedByLabel}</bdi> },
            { term: 'The token ends', value: at(token.expiresAt, 'never') },
            { term: 'The mark is kept until', value: at(token.deletableFrom, 'without end') },
          ]}
        />
      </Section>
      <Section title="Notes of the client">
        {notes.length === 0 ? (
          <p className="text-ink-soft">The client noted nothing.</p>
        ) : (
          <DescriptionList
            items={notes.map(([term, value]) => ({ term, value: <span className="wrap-anywhere">{String(value)}</span> }))}
          />
        )}
      </Section>
    </>
  )
})
