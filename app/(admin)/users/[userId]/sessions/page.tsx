import { DialogTrigger } from '../../../../../components/ui/dialog.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { adminPage } from '../../../../../lib/http/page.ts'
import { listSessions } from '../../../../../lib/sessions/queries.ts'
import { END_ALL_DIALOG } from '../../_components/dialog-ids.ts'
import { EndAllSessionsDialog } from '../../_components/end-sessions.tsx'
import { OpenSessions, SignInHistory } from '../../_components/session-lists.tsx'
import { UserFrame } from '../../_components/user-frame.tsx'
import { loadUser, titled, userIdOf, type UserPageProps } from '../load-user.ts'

export const generateMetadata = titled('Sessions')

export default adminPage(async (actor, { params }: UserPageProps) => {
  const userId = await userIdOf(params)
  const [{ user, frame, timeZone }, { sessions, refused }] = await Promise.all([loadUser(actor, params), listSessions(actor, { userId })])
  const name = user.fullName || user.username
  const open = sessions.filter((session) => session.endedAt === null)
  const mayEnd = frame.acts.endSessions
  const others = open.filter((session) => !session.current).length
  const why = mayEnd ?? (others === 0 ? 'No session is open that could be ended.' : null)
  return (
    <UserFrame {...frame}>
      <Section
        title="Open sessions"
        description="Browsers in which this user is signed in now."
        actions={
          <DialogTrigger dialogId={END_ALL_DIALOG} disabledReason={why}>
            End all sessions
          </DialogTrigger>
        }
      >
        {open.length === 0 ? (
          <p className="text-ink-soft">No session is open. When {name} signs in, the browser is listed here and can be signed out.</p>
        ) : (
          <OpenSessions userId={userId} sessions={open} mayEnd={mayEnd === null} timeZone={timeZone} />
        )}
      </Section>
      {why === null && <EndAllSessionsDialog userId={userId} userName={name} count={others} />}
      <Section title="Sign-in history" description="The latest sign-ins, and those that were refused." plain>
        <SignInHistory sessions={sessions} refused={refused} timeZone={timeZone} />
      </Section>
    </UserFrame>
  )
})
