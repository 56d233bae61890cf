import type { Metadata } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { CertificateState } from '../../../../../components/certificates/certificate-state.tsx'
import { endsSoon, isAboutToBeSigned, reasonWords } from '../../../../../components/certificates/certificate-words.ts'
import { Fingerprint } from '../../../../../components/certificates/fingerprint.tsx'
import { InstallSteps } from '../../../../../components/certificates/install-steps.tsx'
import { RefreshWhilePending } from '../../../../../components/certificates/refresh-while-pending.tsx'
import { ArrivalNotice } from '../../../../../components/layout/arrival-notice.tsx'
import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { Callout } from '../../../../../components/ui/callout.tsx'
import { DescriptionList } from '../../../../../components/ui/description-list.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { Time } from '../../../../../components/ui/time.tsx'
import { currentShell } from '../../../../../lib/auth/session.ts'
import type { CertificateSummary } from '../../../../../lib/certificates/columns.ts'
import { whyNotDownload, whyNotRenew } from '../../../../../lib/certificates/rules.ts'
import { accountPage, type PageInput } from '../../../../../lib/http/page.ts'
import { setting } from '../../../../../lib/settings/read.ts'
import { DownloadForm } from '../_components/download-form.tsx'
import { RenewOwn, RevokeOwn } from '../_components/own-acts.tsx'
import { loadOwnCertificate } from '../load-own.ts'

export const metadata: Metadata = { title: 'My certificate' }

const NOTICES = {
  asked: 'Your certificate is being made. That takes moments; this page says when it is there.',
  renewed: 'The new certificate is being made. The one of before stays valid to its end.',
}

const keyWords = ({ ownKey, hasKey, handedOutAt }: CertificateSummary, at: (value: Date | null) => ReactNode): ReactNode => {
  if (ownKey) return 'Your own; it was never here'
  if (handedOutAt) return <>Handed out to you {at(handedOutAt)}</>
  return hasKey ? 'Here until you download it, once' : null
}

function factsOf(certificate: CertificateSummary, timeZone: string | undefined) {
  const { username, serial, fingerprint, notBefore, notAfter, createdAt, createdByLabel, revokedAt, revocationReason, state } = certificate
  const at = (value: Date | null) => <Time value={value} exact timeZone={timeZone} />
  return [
    { term: 'Name in it', value: <bdi>{username}</bdi> },
    { term: 'Serial number', value: <code className="wrap-anywhere">{serial}</code> },
    { term: 'Fingerprint (SHA-256)', value: fingerprint && <Fingerprint hex={fingerprint} /> },
    { term: 'Valid from', value: at(notBefore) },
    { term: 'Valid until', value: at(notAfter) },
    { term: 'Key', value: keyWords(certificate, at) },
    {
      term: 'Asked for',
      value: (
        <>
          {at(createdAt)} by <bdi>{createdByLabel}</bdi>
        </>
      ),
    },
    ...(state === 'revoked'
      ? [
          { term: 'Revoked', value: at(revokedAt) },
          { term: 'Reason', value: reasonWords(revocationReason) },
        ]
      : []),
  ]
}

function Trouble({ certificate }: { certificate: CertificateSummary }) {
  const { state, lastError } = certificate
  if (state === 'pending')
    return (
      <Callout title="Your certificate is being made.">
        {lastError ? 'It did not work yet, and is tried again by itself. Nothing is lost.' : 'That takes moments.'}
      </Callout>
    )
  if (state === 'failed')
    return (
      <Callout tone="danger" title="This certificate could not be made.">
        {lastError} Ask an administrator to try it again, or ask for another one.
      </Callout>
    )
  return null
}

export default accountPage<PageInput<{ certificateId: string }>>(async (actor, { params, searchParams }) => {
  const [{ certificate, renewedBy }, { notice }, { user }] = await Promise.all([
    loadOwnCertificate(actor, params),
    searchParams,
    currentShell(),
  ])
  const { id, state, ownKey, username } = certificate
  const now = new Date()
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'My certificates', href: '/account/certificates' }]} />}
        title="My certificate"
        badges={<CertificateState state={state} soon={endsSoon(certificate, now)} />}
        description={certificate.serial}
        actions={
          <>
            {state !== 'revoked' && state !== 'expired' && <RevokeOwn certificateId={id} />}
            {whyNotRenew(certificate) === null && <RenewOwn certificateId={id} ownKey={ownKey} username={user?.username ?? username} />}
          </>
        }
      />
      <ArrivalNotice notice={notice} sentences={state === 'pending' ? NOTICES : {}} />
      {state === 'pending' && <RefreshWhilePending recent={isAboutToBeSigned(certificate, now)} />}
      <Trouble certificate={certificate} />
      {renewedBy && (
        <Callout title="There is a newer one.">
          <Link href={`/account/certificates/${renewedBy.id}`} className="text-accent underline underline-offset-2">
            Open the certificate that takes its place
          </Link>
        </Callout>
      )}
      {state === 'valid' && (
        <Section title="Download">
          <DownloadForm
            key={id}
            certificateId={id}
            ownKey={ownKey}
            legacy={setting('certificate.legacyPfx') === 'on'}
            whyNot={whyNotDownload(certificate)?.message ?? null}
          />
        </Section>
      )}
      <Section title="Certificate">
        <DescriptionList items={factsOf(certificate, user?.timeZone || undefined)} />
      </Section>
      {state === 'valid' && (
        <Section title="How to install it" description="Choose your system.">
          <InstallSteps />
        </Section>
      )}
    </>
  )
})
