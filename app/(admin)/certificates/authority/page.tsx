import { Stamp } from 'lucide-react'
import type { Metadata } from 'next'
import { auditHref } from '../../../../components/audit/hrefs.ts'
import { byWords } from '../../../../components/certificates/certificate-words.ts'
import { Fingerprint } from '../../../../components/certificates/fingerprint.tsx'
import { PemText } from '../../../../components/certificates/pem-text.tsx'
import { ArrivalNotice } from '../../../../components/layout/arrival-notice.tsx'
import { EmptyState } from '../../../../components/layout/empty-state.tsx'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { Button, ButtonLink } from '../../../../components/ui/button.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { DescriptionList } from '../../../../components/ui/description-list.tsx'
import { Card, Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import type { AuthorityView } from '../../../../lib/certificates/columns.ts'
import { getAuthority } from '../../../../lib/certificates/queries.ts'
import { can, type Actor } from '../../../../lib/core/actor.ts'
import { formatNumber } from '../../../../lib/core/format.ts'
import { addressOf } from '../../../../lib/http/address.ts'
import { adminPage, type PageInput } from '../../../../lib/http/page.ts'
import { missing } from '../../../certificates-why-not.ts'
import { CreateAuthority } from './_components/authority-forms.tsx'

export const metadata: Metadata = { title: 'Certificate authority' }

const NOTICES = {
  created: 'Certificate authority created. It signs every certificate from now on.',
  imported: 'Certificate authority imported. It signs every certificate from now on.',
}
const SOON_MS = 180 * 86_400_000

type Shown = { authority: AuthorityView; timeZone: string | undefined }

function AuthorityFacts({ authority, timeZone }: Shown) {
  const { subject, fingerprint, notBefore, notAfter, imported, createdAt, createdByLabel, retiredAt, chainPem, certificatePem } = authority
  const at = (value: Date | null) => <Time value={value} exact timeZone={timeZone} />
  return (
    <div className="grid gap-4">
      <DescriptionList
        items={[
          { term: 'Subject', value: <span className="wrap-anywhere">{subject}</span> },
          { term: 'Fingerprint (SHA-256)', value: <Fingerprint hex={fingerprint} /> },
          { term: 'Valid from', value: at(notBefore) },
          { term: 'Valid until', value: at(notAfter) },
          {
            term: imported ? 'Imported' : 'Created',
            value: (
              <>
                {at(createdAt)} by <bdi>{byWords(createdByLabel)}</bdi>
              </>
            ),
          },
          ...(retiredAt ? [{ term: 'Replaced', value: at(retiredAt) }] : []),
        ]}
      />
      <PemText
        title={chainPem === '' ? 'Show its certificate as PEM' : 'Show its certificates as PEM'}
        pem={certificatePem + chainPem}
        fileName="certificate-authority.pem"
      />
    </div>
  )
}

const ListLink = ({ href }: { href: string }) => (
  <a href={href} className="wrap-anywhere text-accent underline underline-offset-2">
    {href}
  </a>
)

function ListFacts({ authority: { id, retiredAt, crlNumber, crlThisUpdate, crlNextUpdate }, timeZone }: Shown) {
  const at = (value: Date | null) => <Time value={value} exact timeZone={timeZone} />
  const base = addressOf(retiredAt ? `/crl/${id}` : '/crl')
  return (
    <DescriptionList
      items={[
        { term: 'Number', value: formatNumber(crlNumber) },
        { term: 'This update', value: at(crlThisUpdate) },
        { term: 'Next update', value: at(crlNextUpdate) },
        { term: 'Address (PEM)', value: <ListLink href={`${base}.pem`} /> },
        { term: 'Address (DER)', value: <ListLink href={`${base}.der`} /> },
      ]}
    />
  )
}

function Warnings({ authority: { notAfter, crlNextUpdate }, now }: { authority: AuthorityView; now: Date }) {
  const isLate = crlNextUpdate !== null && crlNextUpdate < now
  const isEnding = notAfter.getTime() - now.getTime() < SOON_MS
  return (
    <>
      {isLate && (
        <Callout
          tone="danger"
          title="The revocation list is out of date."
          action={<ButtonLink href="/jobs?status=failed">Open jobs</ButtonLink>}
        >
          It should be signed anew every hour. Whoever checks it may refuse all certificates until it is.
        </Callout>
      )}
      {isEnding && (
        <Callout tone="warning" title={notAfter < now ? 'This authority has ended.' : 'This authority ends soon.'}>
          No certificate lasts longer than the authority that signed it. Replace it in time, and give its certificate to what checks them.
        </Callout>
      )}
    </>
  )
}

function Acts({ actor, replaces }: { actor: Actor; replaces: boolean }) {
  const whyNot = missing(actor, 'certificate-authority:replace')
  return (
    <>
      {can(actor, 'audit:read') && <ButtonLink href={auditHref({ event: 'certificate-authority.*' })}>Audit log</ButtonLink>}
      {whyNot === null ? (
        <ButtonLink href="/certificates/authority/import">Import authority</ButtonLink>
      ) : (
        <Button disabledReason={whyNot}>Import authority</Button>
      )}
      <CreateAuthority replaces={replaces} whyNot={whyNot} />
    </>
  )
}

const Earlier = ({ retired, timeZone }: { retired: readonly AuthorityView[]; timeZone: string | undefined }) => (
  <Section title="Earlier authorities" description="They sign nothing but their revocation lists." plain>
    {retired.map((authority) => (
      <Card key={authority.id}>
        <div className="grid gap-6">
          <AuthorityFacts authority={authority} timeZone={timeZone} />
          <ListFacts authority={authority} timeZone={timeZone} />
        </div>
      </Card>
    ))}
  </Section>
)

export default adminPage<PageInput>(async (actor, { searchParams }) => {
  const [{ current, retired }, { notice }, { user }] = await Promise.all([getAuthority(actor, {}), searchParams, currentShell()])
  const timeZone = user?.timeZone || undefined
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Certificates', href: '/certificates' }]} />}
        title="Certificate authority"
        description="What signs the certificates of users. Its key is stored encrypted and never shown."
        actions={<Acts actor={actor} replaces={current !== null} />}
      />
      <ArrivalNotice notice={notice} sentences={NOTICES} />
      {current === null ? (
        <Card>
          <EmptyState icon={<Stamp aria-hidden />} title="No certificate authority yet">
            One is created by itself when the first certificate is signed. Create it now to give its certificate to a reverse proxy first,
            or import one that your organisation has.
          </EmptyState>
        </Card>
      ) : (
        <>
          <Warnings authority={current} now={new Date()} />
          <Section title="Present authority">
            <AuthorityFacts authority={current} timeZone={timeZone} />
          </Section>
          <Section
            title="Revocation list"
            description="Public: whoever checks certificates fetches it here. Signed anew every hour and whenever one is revoked."
          >
            <ListFacts authority={current} timeZone={timeZone} />
          </Section>
        </>
      )}
      {retired.length > 0 && <Earlier retired={retired} timeZone={timeZone} />}
    </>
  )
})
