import { Pagination } from '../../../../../components/table/pagination.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { can } from '../../../../../lib/core/actor.ts'
import { plural } from '../../../../../lib/core/format.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { listNotes } from '../../../../../lib/notes/queries.ts'
import { notesList } from '../../../../../lib/notes/schema.ts'
import { NotesList } from '../../_components/notes-list.tsx'
import { UserFrame } from '../../_components/user-frame.tsx'
import { loadUser, titled, userIdOf, type UserPageProps } from '../load-user.ts'

export const generateMetadata = titled('Notes')

export default adminPage(async (actor, { params, searchParams }: UserPageProps) => {
  const userId = await userIdOf(params)
  const { q: _noSearch, ...place } = notesList.lenient(await searchParams)
  const [{ frame, timeZone }, { notes, previous, next, total }] = await Promise.all([
    loadUser(actor, params),
    listNotes(actor, { userId, ...place }),
  ])
  const at = (change: Parameters<typeof notesList.linkTo>[1]) => `/users/${userId}/notes${notesList.linkTo(place, change)}`
  return (
    <UserFrame {...frame}>
      <Section title="All notes" description="For administrators. The user does not see them. New ones are written on the overview.">
        {total === 0 ? (
          <p className="text-ink-soft">No notes yet.</p>
        ) : (
          <NotesList notes={notes} mayWrite={can(actor, 'note:write') && actor.id !== userId} timeZone={timeZone} />
        )}
      </Section>
      {total > 0 && (
        <Pagination
          range={`${notes.length} of ${plural(total, 'note')}`}
          first={previous && at({})}
          previous={previous && at({ before: previous })}
          next={next && at({ after: next })}
          last={next && at({ last: true })}
        />
      )}
    </UserFrame>
  )
})
