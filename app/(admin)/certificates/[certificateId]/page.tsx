import type { Metadata } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { auditHref } from '../../../../components/audit/hrefs.ts'
import { nameOf } from '../../../../components/audit/entry.ts'
import { CertificateState } from '../../../../components/certificates/certificate-state.tsx'
import {
  byWords,
  endsSoon,
  eventReason,
  eventWords,
  isAboutToBeSigned,
  reasonWords,
} from '../../../../components/certificates/certificate-words.ts'
import { Fingerprint } from '../../../../components/certificates/fingerprint.tsx'
import { PemText } from '../../../../components/certificates/pem-text.tsx'
import { RefreshWhilePending } from '../../../../components/certificates/refresh-while-pending.tsx'
import { RevokeCertificate } from '../../../../components/certificates/revoke-dialog.tsx'
import { History } from '../../../../components/inbox/history.tsx'
import { ArrivalNotice } from '../../../../components/layout/arrival-notice.tsx'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { DescriptionList } from '../../../../components/ui/description-list.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { getCertificate } from '../../../../lib/certificates/queries.ts'
import { MOST_ATTEMPTS, whyNotRenew, whyNotRetry } from '../../../../lib/certificates/rules.ts'
import { certificateIdInput } from '../../../../lib/certificates/schema.ts'
import { can, type Actor } from '../../../../lib/core/actor.ts'
import { notFound } from '../../../../lib/core/errors.ts'
import { adminPage, type PageInput } from '../../../../lib/http/page.ts'
import { revokeCertificateAction } from '../actions.ts'
import { RenewCertificate, RetryCertificate } from '../_components/renew-certificate.tsx'
import { missing } from '../../../certificates-why-not.ts'

export const metadata: Metadata = { title: 'Certificate' }

const NOTICES = {
  issued: 'The certificate is being signed. The user finds it under “My certificates”.',
  renewed: 'The new certificate is being signed. The one of before stays valid to its end.',
}

type Certificate = Awaited<ReturnType<typeof getCertificate>>
type At = (value: Date | null) => ReactNode

const InPageLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link href={href} prefetch={false} className="wrap-anywhere text-accent underline underline-offset-2">
    {children}
  </Link>
)

function keyWords({ ownKey, hasKey, handedOutAt, state }: Certificate, at: At): ReactNode {
  if (ownKey) return 'The user’s own; it was never here'
  if (handedOutAt) return <>Made here, handed out {at(handedOutAt)}</>
  if (hasKey) return 'Made here, waits for the user to download it'
  return state === 'revoked' || state === 'failed' ? 'Nobody has it' : null
}

function factsOf(certificate: Certificate, actor: Actor, at: At) {
  const { userId, userLabel, username, userExists, serial, fingerprint, notBefore, notAfter, authority } = certificate
  const { createdAt, createdByLabel, renewalOfId, renewedById, state, revokedAt, revokedByLabel, revocationReason } = certificate
  const mayOpenUser = userExists && can(actor, 'user:read')
  return [
    {
      term: 'User',
      value: mayOpenUser ? <InPageLink href={`/users/${userId}/certificates`}>{userLabel}</InPageLink> : <bdi>{userLabel}</bdi>,
    },
    { term: 'Name in it', value: <bdi>{username}</bdi> },
    { term: 'Serial number', value: <code className="wrap-anywhere">{serial}</code> },
    { term: 'Fingerprint (SHA-256)', value: fingerprint && <Fingerprint hex={fingerprint} /> },
    { term: 'Valid from', value: at(notBefore) },
    { term: 'Valid until', value: at(notAfter) },
    { term: 'Key', value: keyWords(certificate, at) },
    {
      term: 'Signed by',
      value:
        authority &&
        (can(actor, 'certificate-authority:read') ? (
          <InPageLink href="/certificates/authority">{authority.subject}</InPageLink>
        ) : (
          authority.subject
        )),
    },
    {
      term: 'Asked for',
      value: (
        <>
          {at(createdAt)} by <bdi>{byWords(createdByLabel)}</bdi>
        </>
      ),
    },
    ...(state === 'revoked'
      ? [
          {
            term: 'Revoked',
            value: (
              <>
                {at(revokedAt)} by <bdi>{byWords(revokedByLabel)}</bdi>
              </>
            ),
          },
          { term: 'Reason', value: reasonWords(revocationReason) },
        ]
      : []),
    ...(renewalOfId
      ? [{ term: 'Renewal of', value: <InPageLink href={`/certificates/${renewalOfId}`}>the one of before</InPageLink> }]
      : []),
    ...(renewedById ? [{ term: 'Replaced by', value: <InPageLink href={`/certificates/${renewedById}`}>a newer one</InPageLink> }] : []),
  ]
}

function Trouble({ certificate: { state, attempts, lastError } }: { certificate: Certificate }) {
  if (state === 'failed')
    return (
      <Callout tone="danger" title="This certificate could not be signed.">
        {lastError} Nothing was issued. Mend the cause, then try again.
      </Callout>
    )
  if (state === 'pending' && lastError !== '')
    return (
      <Callout tone="warning" title={`Not signed yet: ${attempts} of ${MOST_ATTEMPTS} tries failed.`}>
        {lastError} It is tried again by itself.
      </Callout>
    )
  return state === 'pending' && <Callout title="The certificate is being signed.">That takes moments.</Callout>
}

function Acts({ certificate, actor }: { certificate: Certificate; actor: Actor }) {
  const { id, state, userLabel, username, ownKey, userId } = certificate
  const mayIssue = missing(actor, 'certificate:issue')
  return (
    <>
      {can(actor, 'audit:read') && (
        <ButtonLink href={auditHref({ target: `user:${userId}`, event: 'certificate.*' })}>Audit log</ButtonLink>
      )}
      {state !== 'revoked' && state !== 'expired' && (
        <RevokeCertificate
          certificate={certificate}
          user={nameOf(userLabel)}
          action={revokeCertificateAction}
          whyNot={missing(actor, 'certificate:revoke')}
        />
      )}
      {whyNotRenew(certificate) === null && (
        <RenewCertificate
          certificate={{ id, user: nameOf(userLabel), username, ownKey }}
          whyNot={mayIssue}
          mayBringKey={can(actor, 'login-code:create')}
        />
      )}
      {whyNotRetry(certificate) === null && <RetryCertificate certificateId={id} whyNot={mayIssue} />}
    </>
  )
}

const linesOf = ({ history }: Certificate) =>
  history.map(({ id, at, actorLabel, event, sentence, detail, reason }) => ({
    id,
    at,
    actor: byWords(actorLabel),
    words: eventWords(event, sentence),
    reason: eventReason({ detail, reason }),
  }))

export default adminPage<PageInput<{ certificateId: string }>>(async (actor, { params, searchParams }) => {
  const given = certificateIdInput.safeParse(await params)
  if (!given.success) throw notFound('Certificate')
  const [certificate, { notice }, { user }] = await Promise.all([getCertificate(actor, given.data), searchParams, currentShell()])
  const timeZone = user?.timeZone || undefined
  const { state, userLabel, username, certificatePem } = certificate
  const now = new Date()
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Certificates', href: '/certificates' }]} />}
        title={`Certificate of ${nameOf(userLabel)}`}
        description={username}
        badges={<CertificateState state={state} soon={endsSoon(certificate, now)} />}
        actions={<Acts certificate={certificate} actor={actor} />}
      />
      <ArrivalNotice notice={notice} sentences={state === 'pending' ? NOTICES : {}} />
      {state === 'pending' && <RefreshWhilePending recent={isAboutToBeSigned(certificate, now)} />}
      <Trouble certificate={certificate} />
      <Section title="Certificate">
        <div className="grid gap-4">
          <DescriptionList
            items={factsOf(certificate, actor, (value) => (
              <Time value={value} exact timeZone={timeZone} />
            ))}
          />
          {certificatePem !== '' && <PemText title="Show the certificate as PEM" pem={certificatePem} fileName={`${username}.pem`} />}
        </div>
      </Section>
      <Section title="History">
        <History lines={linesOf(certificate)} timeZone={timeZone} />
      </Section>
    </>
  )
})
