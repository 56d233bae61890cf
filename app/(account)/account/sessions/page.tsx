import type { Metadata } from 'next'
import Link from 'next/link'
import { PageHeader } from '../../../../components/layout/page-header.tsx'
import { Badge } from '../../../../components/ui/badge.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { accountPage } from '../../../../lib/http/page.ts'
import { listOwnSessions } from '../../../../lib/sessions/queries.ts'
import { EndOtherSessionsForm, EndSessionForm } from '../_components/end-session-forms.tsx'

export const metadata: Metadata = { title: 'Sign-in and sessions' }

type Zone = string | undefined
type History = Awaited<ReturnType<typeof listOwnSessions>>

const OpenSession = ({ session, timeZone }: { session: History['sessions'][number]; timeZone: Zone }) => (
  <li className="flex flex-wrap items-center justify-between gap-3 border-b border-line py-3 last:border-0">
    <div>
      <p className="flex flex-wrap items-center gap-2 font-medium">
        {session.device}
        {session.current && <Badge tone="success">This browser</Badge>}
      </p>
      <p className="text-ink-soft">
        {session.ip ?? 'Unknown address'} · signed in <Time value={session.startedAt} timeZone={timeZone} /> · last used{' '}
        <Time value={session.lastSeenAt} timeZone={timeZone} />
      </p>
    </div>
    {!session.current && <EndSessionForm sessionId={session.id} device={session.device} />}
  </li>
)

const Ended = ({ sessions, timeZone }: { sessions: History['sessions']; timeZone: Zone }) => (
  <ul>
    {sessions.map((session) => (
      <li key={session.id} className="border-b border-line py-2 last:border-0">
        <p>
          {session.device}, {session.ip ?? 'unknown address'}
        </p>
        <p className="text-ink-soft">
          Signed in <Time value={session.startedAt} timeZone={timeZone} /> · {session.ended}{' '}
          <Time value={session.endedAt} timeZone={timeZone} />
        </p>
      </li>
    ))}
  </ul>
)

const Refused = ({ refused, timeZone }: { refused: History['refused']; timeZone: Zone }) => (
  <ul>
    {refused.map((entry) => (
      <li key={entry.id} className="border-b border-line py-2 last:border-0">
        <p>
          {entry.why} <Time value={entry.at} timeZone={timeZone} />
        </p>
        <p className="text-ink-soft">
          {entry.device}, {entry.ip ?? 'unknown address'}
        </p>
      </li>
    ))}
  </ul>
)

export default accountPage(async (actor) => {
  const [{ sessions, refused }, { user }] = await Promise.all([listOwnSessions(actor, {}), currentShell()])
  const timeZone = user?.timeZone || undefined
  const open = sessions.filter((session) => session.endedAt === null)
  const ended = sessions.filter((session) => session.endedAt !== null)
  return (
    <>
      <PageHeader title="Sign-in and sessions" description="Every browser that is signed in as you. End what you do not recognise." />
      <Section title="Open sessions" actions={open.length > 1 && <EndOtherSessionsForm />}>
        <ul>
          {open.map((session) => (
            <OpenSession key={session.id} session={session} timeZone={timeZone} />
          ))}
        </ul>
      </Section>
      <Section title="Refused sign-ins" description="If these were not you, somebody tries your name. Your password keeps them out.">
        {refused.length > 0 ? (
          <Refused refused={refused} timeZone={timeZone} />
        ) : (
          <p className="text-ink-soft">None: every try to sign in as you succeeded.</p>
        )}
      </Section>
      <Section title="Ended sessions">
        {ended.length > 0 ? <Ended sessions={ended} timeZone={timeZone} /> : <p className="text-ink-soft">None yet.</p>}
      </Section>
      <p className="text-ink-soft">
        Something looks wrong?{' '}
        <Link href="/account/password" className="text-accent underline">
          Change your password
        </Link>
        ; that ends all other sessions too.
      </p>
    </>
  )
})
