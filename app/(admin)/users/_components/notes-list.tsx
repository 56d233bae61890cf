import { Time } from '../../../../components/ui/time.tsx'
import type { Note } from '../../../../lib/notes/columns.ts'
import { NoteDialogs, NoteTriggers } from './note-forms.tsx'

const nameOf = (label: string) => /^(.+) \([^()]+\)$/.exec(label)?.[1] ?? label

/** Notes with who wrote them and when, each with what can be done to it. */
export const NotesList = ({ notes, mayWrite, timeZone }: { notes: readonly Note[]; mayWrite: boolean; timeZone: string | undefined }) =>
  notes.length === 0 ? null : (
    <ul className="grid divide-y divide-line">
      {notes.map((note) => (
        <li key={note.id} className="grid gap-1 py-3 first:pt-0 last:pb-0">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <p className="text-sm text-ink-soft">
              <span className="font-medium text-ink">{note.own ? 'You' : nameOf(note.authorLabel)}</span>{' '}
              <Time value={note.createdAt} timeZone={timeZone} />
              {note.version > 1 && (
                <>
                  , changed <Time value={note.updatedAt} timeZone={timeZone} />
                </>
              )}
            </p>
            {mayWrite && <NoteTriggers noteId={note.id} />}
          </div>
          <p dir="auto" className="wrap-anywhere whitespace-pre-line">
            {note.text}
          </p>
          {mayWrite && <NoteDialogs key={note.version} note={{ id: note.id, text: note.text, version: note.version }} />}
        </li>
      ))}
    </ul>
  )
