import Link from 'next/link'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { auditHref } from '../../../../components/audit/hrefs.ts'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { DescriptionList } from '../../../../components/ui/description-list.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { can, type Actor } from '../../../../lib/core/actor.ts'
import { notFound } from '../../../../lib/core/errors.ts'
import { adminPage, type PageInput } from '../../../../lib/http/page.ts'
import { getLoginCode } from '../../../../lib/login-codes/queries.ts'
import { loginCodeIdInput } from '../../../../lib/login-codes/schema.ts'
import { LoginCodeState } from '../_components/login-code-state.tsx'
import { VoidLoginCode } from '../_components/void-login-code.tsx'

export const metadata = { title: 'Login code' }

type Code = Awaited<ReturnType<typeof getLoginCode>>

const userOf = ({ userId, userNow, userLabel }: Code, actor: Actor) =>
  userNow !== null && can(actor, 'user:read') ? (
    <Link href={`/users/${userId}`} prefetch={false} className="text-accent underline underline-offset-2">
      <bdi>{userNow}</bdi>
    </Link>
  ) : (
    <bdi>{userNow ?? userLabel}</bdi>
  )

function factsOf(code: Code, actor: Actor, timeZone: string | undefined) {
  const at = (value: Date | null) => <Time value={value} exact timeZone={timeZone} />
  return [
    { term: 'For', value: userOf(code, actor) },
    { term: 'State', value: <LoginCodeState state={code.state} /> },
    { term: 'Made', value: at(code.createdAt) },
    { term: code.state === 'open' ? 'Works until' : 'Would have worked until', value: at(code.expiresAt) },
    ...(code.voidedAt ? [{ term: 'Taken back or replaced', value: at(code.voidedAt) }] : []),
    ...(code.tries > 0 ? [{ term: 'Wrong tries', value: `${code.tries} of 5` }] : []),
  ]
}

export default adminPage<PageInput<{ codeId: string }>>(async (actor, { params }) => {
  const given = loginCodeIdInput.safeParse(await params)
  if (!given.success) throw notFound('Login code')
  const [code, { user }] = await Promise.all([getLoginCode(actor, given.data), currentShell()])
  const timeZone = user?.timeZone || undefined
  const name = code.userNow ?? code.userLabel
  return (
    <>
      <PageHeader
        crumbs={<Breadcrumbs crumbs={[{ label: 'Login codes', href: '/login-codes' }]} />}
        title={`Login code of ${name}`}
        actions={
          <>
            {can(actor, 'audit:read') && (
              <ButtonLink href={auditHref({ target: `user:${code.userId}`, event: 'login-code.*' })}>Audit log</ButtonLink>
            )}
            {code.mayVoid && code.state === 'open' && <VoidLoginCode codeId={code.id} user={name} whyNot={code.whyNotVoid} />}
          </>
        }
      />
      <Section title="Code">
        <DescriptionList items={factsOf(code, actor, timeZone)} />
      </Section>
      <Section title="Made by">
        <DescriptionList
          items={[
            { term: 'Who', value: <bdi>{code.createdByLabel}</bdi> },
            { term: 'IP address', value: code.auditMeta.ip },
            { term: 'Browser', value: code.auditMeta.userAgent && <span className="wrap-anywhere">{code.auditMeta.userAgent}</span> },
            {
              term: 'Request',
              value: code.auditMeta.requestId && <code className="text-sm wrap-anywhere">{code.auditMeta.requestId}</code>,
            },
          ]}
        />
      </Section>
      <Section title="Used">
        {code.usedAt ? (
          <DescriptionList
            items={[
              { term: 'When', value: <Time value={code.usedAt} exact timeZone={timeZone} /> },
              { term: 'IP address', value: code.usedIp },
              { term: 'Browser', value: code.usedUserAgent && <span className="wrap-anywhere">{code.usedUserAgent}</span> },
            ]}
          />
        ) : (
          <p className="text-ink-soft">Nobody has signed in with this code.</p>
        )}
      </Section>
    </>
  )
})
