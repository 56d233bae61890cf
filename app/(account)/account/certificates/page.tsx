import { FileBadge } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { CertificateState } from '../../../../components/certificates/certificate-state.tsx'
import { endsSoon, isAboutToBeSigned, reasonWords } from '../../../../components/certificates/certificate-words.ts'
import { InstallSteps } from '../../../../components/certificates/install-steps.tsx'
import { RefreshWhilePending } from '../../../../components/certificates/refresh-while-pending.tsx'
import { EmptyState } from '../../../../components/layout/empty-state.tsx'
import { PageHeader } from '../../../../components/layout/page-header.tsx'
import { Button, ButtonLink } from '../../../../components/ui/button.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import type { CertificateSummary } from '../../../../lib/certificates/columns.ts'
import { listOwnCertificates } from '../../../../lib/certificates/queries.ts'
import { whyNotDownload } from '../../../../lib/certificates/rules.ts'
import { accountPage } from '../../../../lib/http/page.ts'

export const metadata: Metadata = { title: 'My certificates' }

type Shown = { certificate: CertificateSummary; now: Date; timeZone: string | undefined }

const NOT_OFFERED = 'Here an administrator issues certificates. Turn to one if you need a certificate.'

/** What matters of a certificate in one line. */
function Words({ certificate, timeZone }: Omit<Shown, 'now'>) {
  const { state, notAfter, createdAt, revokedAt, revocationReason, lastError } = certificate
  const at = (value: Date | null) => <Time value={value} timeZone={timeZone} />
  if (state === 'valid') return <>Ends {at(notAfter)}</>
  if (state === 'expired') return <>Ended {at(notAfter)}</>
  if (state === 'revoked')
    return (
      <>
        Revoked {at(revokedAt)}: {reasonWords(revocationReason).toLowerCase()}
      </>
    )
  if (state === 'failed') return <>Could not be made: {lastError}</>
  return <>Asked for {at(createdAt)}; it is being made</>
}

const isToDownload = (certificate: CertificateSummary) => !certificate.ownKey && whyNotDownload(certificate) === null

const Line = ({ certificate, now, timeZone }: Shown) => (
  <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line py-3 first:pt-0 last:border-0 last:pb-0">
    <div className="grid min-w-0 gap-1">
      <p className="flex flex-wrap items-center gap-2">
        <Link
          href={`/account/certificates/${certificate.id}`}
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
    {isToDownload(certificate) && (
      <ButtonLink href={`/account/certificates/${certificate.id}`} size="sm">
        Download
      </ButtonLink>
    )}
  </li>
)

const Lines = ({ certificates, ...rest }: Omit<Shown, 'certificate'> & { certificates: readonly CertificateSummary[] }) => (
  <ul>
    {certificates.map((certificate) => (
      <Line key={certificate.id} certificate={certificate} {...rest} />
    ))}
  </ul>
)

const Ask = ({ mayAsk }: { mayAsk: boolean }) =>
  mayAsk ? (
    <ButtonLink variant="primary" href="/account/certificates/new">
      Ask for a certificate
    </ButtonLink>
  ) : (
    <Button variant="primary" disabledReason={NOT_OFFERED}>
      Ask for a certificate
    </Button>
  )

export default accountPage(async (actor) => {
  const [{ certificates, mayAsk }, { user }] = await Promise.all([listOwnCertificates(actor, {}), currentShell()])
  const shown = { now: new Date(), timeZone: user?.timeZone || undefined }
  const live = certificates.filter(({ state }) => state === 'pending' || state === 'valid')
  const over = certificates.filter(({ state }) => state !== 'pending' && state !== 'valid')
  return (
    <>
      <PageHeader
        title="My certificates"
        description="A certificate on your device signs you in without a password, where this site asks for it."
        actions={<Ask mayAsk={mayAsk} />}
      />
      {live.some(({ state }) => state === 'pending') && (
        <RefreshWhilePending recent={live.some((certificate) => isAboutToBeSigned(certificate, shown.now))} />
      )}
      <Section title="In use">
        {live.length === 0 ? (
          <EmptyState icon={<FileBadge aria-hidden />} title="No certificate in use">
            {mayAsk ? 'Ask for one, download it once it is signed, and install it on your device.' : NOT_OFFERED}
          </EmptyState>
        ) : (
          <Lines certificates={live} {...shown} />
        )}
      </Section>
      {over.length > 0 && (
        <Section title="Earlier ones">
          <Lines certificates={over} {...shown} />
        </Section>
      )}
      <Section title="How to install one" description="Choose your system.">
        <InstallSteps />
      </Section>
    </>
  )
})
