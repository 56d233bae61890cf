import Link from 'next/link'
import { Section } from '../../../../components/ui/section.tsx'
import { plural } from '../../../../lib/core/format.ts'
import type { LatestNotes } from '../../../../lib/notes/columns.ts'
import { NewNote } from './note-forms.tsx'
import { NotesList } from './notes-list.tsx'

/** The newest notes on a user, for administrators: to read, to write, and on to all of them. */
export function NotesSection({
  userId,
  notes,
  mayWrite,
  isSelf,
  timeZone,
}: {
  userId: string
  notes: LatestNotes
  mayWrite: boolean
  isSelf: boolean
  timeZone: string | undefined
}) {
  const writes = mayWrite && !isSelf
  return (
    <Section
      title="Notes"
      description="For administrators. The user does not see them."
      actions={
        notes.total > notes.latest.length && (
          <Link href={`/users/${userId}/notes`} prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
            All {plural(notes.total, 'note')}
          </Link>
        )
      }
    >
      <div className="grid gap-5">
        {writes && <NewNote key={notes.total} userId={userId} />}
        {notes.latest.length === 0 && !writes && (
          <p className="text-ink-soft">{isSelf ? 'Nobody has noted anything about you. Others write here.' : 'No notes yet.'}</p>
        )}
        <NotesList notes={notes.latest} mayWrite={writes} timeZone={timeZone} />
      </div>
    </Section>
  )
}
