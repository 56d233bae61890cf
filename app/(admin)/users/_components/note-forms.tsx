'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { TextAreaField } from '../../../../components/form/fields.tsx'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { Dialog, DialogClose, DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { createNoteInput, deleteNoteInput, updateNoteInput } from '../../../../lib/notes/schema.ts'
import { createNoteAction, deleteNoteAction, updateNoteAction } from '../actions.ts'

const editId = (noteId: string) => `edit-note-${noteId}`
const deleteId = (noteId: string) => `delete-note-${noteId}`

/** Writes one more note. */
export const NewNote = ({ userId }: { userId: string }) => (
  <ActionForm
    id="new-note"
    schema={createNoteInput}
    action={createNoteAction}
    hidden={{ userId }}
    submitLabel="Add note"
    submitVariant="secondary"
    resetOnSuccess
  >
    <TextAreaField name="text" label="New note" optional={false} rows={2} maxLength={5_000} />
  </ActionForm>
)

/** The two buttons of a note. */
export const NoteTriggers = ({ noteId }: { noteId: string }) => (
  <span className="flex gap-1">
    <DialogTrigger dialogId={editId(noteId)} variant="ghost" size="sm" aria-label="Edit note">
      Edit
    </DialogTrigger>
    <DialogTrigger dialogId={deleteId(noteId)} variant="ghost" size="sm" aria-label="Delete note">
      Delete
    </DialogTrigger>
  </span>
)

/** What the buttons of a note open. */
export const NoteDialogs = ({ note: { id, text, version } }: { note: { id: string; text: string; version: number } }) => (
  <>
    <Dialog id={editId(id)} title="Edit note" width="lg">
      <ActionForm
        schema={updateNoteInput}
        action={updateNoteAction}
        hidden={{ noteId: id, version }}
        defaultValues={{ text }}
        submitLabel="Save note"
        secondary={<DialogClose dialogId={editId(id)} />}
      >
        <TextAreaField name="text" label="Note" rows={6} maxLength={5_000} />
      </ActionForm>
    </Dialog>
    <ConfirmDialog
      id={deleteId(id)}
      title="Delete this note?"
      verb="Delete note"
      schema={deleteNoteInput}
      action={deleteNoteAction}
      hidden={{ noteId: id }}
    >
      <p className="text-ink-soft">It is gone for good. The audit log keeps that there was one, not what it said.</p>
    </ConfirmDialog>
  </>
)
