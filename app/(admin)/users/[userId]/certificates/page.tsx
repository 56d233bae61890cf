import { FileBadge } from 'lucide-react'
import Link from 'next/link'
import { CertificateState } from '../../../../../components/certificates/certificate-state.tsx'
import { endsSoon, isAboutToBeSigned, reasonWords } from '../../../../../components/certificates/certificate-words.ts'
import { IssueCertificate } from '../../../../../components/certificates/issue-certificate.tsx'
import { RefreshWhilePending } from '../../../../../components/certificates/refresh-while-pending.tsx'
import { RevokeCertificate } from '../../../../../components/certificates/revoke-dialog.tsx'
import { EmptyState } from '../../../../../components/layout/empty-state.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { Time } from '../../../../../components/ui/time.tsx'
import type { CertificateSummary } from '../../../../../lib/certificates/columns.ts'
import { certificatesOfUser } from '../../../../../lib/certificates/queries.ts'
import { can } from '../../../../../lib/core/actor.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { missing, outranking, whyNotIssue } from '../../../../certificates-why-not.ts'
import { UserFrame } from '../../_components/user-frame.tsx'
import { loadUser, titled, userIdOf, type UserPageProps } from '../load-user.ts'
import { issueCertificateToUserAction, revokeCertificateOfUserAction } from './actions.ts'

export const generateMetadata = titled('Certificates')

type Shown = { certificate: CertificateSummary; now: Date; timeZone: string | undefined; whyNotRevoke: string | null; user: string }

function Words({ certificate, timeZone }: Pick<Shown, 'certificate' | 'timeZone'>) {
  const { state, notAfter, createdAt, createdByLabel, revokedAt, revocationReason, lastError } = certificate
  const at = (value: Date | null) => <Time value={value} timeZone={timeZone} />
  const asked = (
    <>
      asked for {at(createdAt)} by <bdi>{createdByLabel}</bdi>
    </>
  )
  if (state === 'valid')
    return (
      <>
        Ends {at(notAfter)}; {asked}
      </>
    )
  if (state === 'expired')
    return (
      <>
        Ended {at(notAfter)}; {asked}
      </>
    )
  if (state === 'revoked')
    return (
      <>
        Revoked {at(revokedAt)} ({reasonWords(revocationReason).toLowerCase()}); {asked}
      </>
    )
  return (
    <>
      {lastError || 'Being signed'} – {asked}
    </>
  )
}

const Line = ({ certificate, now, timeZone, whyNotRevoke, user }: Shown) => (
  <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line py-3 first:pt-0 last:border-0 last:pb-0">
    <div className="grid min-w-0 gap-1">
      <p className="flex flex-wrap items-center gap-2">
        <Link
          href={`/certificates/${certificate.id}`}
          prefetch={false}
          className="rounded-sm font-mono wrap-anywhere text-accent underline underline-offset-2"
        >
          {certificate.serial}
        </Link>
        <CertificateState state={certificate.state} soon={endsSoon(certificate, now)} />
      </p>
      <p className="text-sm wrap-anywhere text-ink-soft">
        <Words certificate={certificate} timeZone={timeZone} />
      </p>
    </div>
    {(certificate.state === 'valid' || certificate.state === 'pending') && (
      <RevokeCertificate certificate={certificate} user={user} action={revokeCertificateOfUserAction} whyNot={whyNotRevoke} small />
    )}
  </li>
)

export default adminPage(async (actor, { params }: UserPageProps) => {
  const userId = await userIdOf(params)
  const [{ user, frame, timeZone }, { certificates }] = await Promise.all([loadUser(actor, params), certificatesOfUser(actor, { userId })])
  const name = user.fullName || user.username
  const now = new Date()
  return (
    <UserFrame {...frame}>
      {certificates.some(({ state }) => state === 'pending') && (
        <RefreshWhilePending recent={certificates.some((certificate) => isAboutToBeSigned(certificate, now))} />
      )}
      <Section
        title="Certificates"
        description="What signs this user in without a password."
        actions={
          <IssueCertificate
            action={issueCertificateToUserAction}
            user={{ id: userId, name, username: user.username }}
            whyNot={whyNotIssue(actor, user)}
            mayBringKey={can(actor, 'login-code:create')}
          />
        }
      >
        {certificates.length === 0 ? (
          <EmptyState icon={<FileBadge aria-hidden />} title="No certificates">
            {name} has never had a certificate. Issue one, or let them ask for it under “My certificates” in their account.
          </EmptyState>
        ) : (
          <ul>
            {certificates.map((certificate) => (
              <Line
                key={certificate.id}
                certificate={certificate}
                now={now}
                timeZone={timeZone}
                user={name}
                whyNotRevoke={missing(actor, 'certificate:revoke') ?? outranking(user)}
              />
            ))}
          </ul>
        )}
      </Section>
    </UserFrame>
  )
})
