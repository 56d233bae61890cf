'use client'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { PermissionMatrix } from '../../../../components/access/permission-matrix.tsx'
import { changesBetween } from '../../../../components/access/permission-choice.ts'
import type { OfferedPermission } from '../../../../components/access/permission-words.ts'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { Button } from '../../../../components/ui/button.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { useHydrated } from '../../../../components/ui/use-hydrated.ts'
import { plural } from '../../../../lib/core/format.ts'
import type { FormState } from '../../../../lib/core/form-state.ts'
import { updateRoleInput } from '../../../../lib/roles/schema.ts'
import { updateRoleAction } from '../actions.ts'
import { ChangeReview } from './change-review.tsx'
import { changesIn, type RoleChanges } from './review.ts'

type EditedRole = { id: string; version: number; permissions: readonly string[] }
type Props = { role: EditedRole; offered: readonly OfferedPermission[]; locked: readonly string[] }

/** Where the choice begins: as it is saved, or as it was sent, in a page that is itself the answer. */
function chosenAtFirst(saved: readonly string[], answer: FormState): ReadonlySet<string> {
  if (answer?.ok === false) return new Set([answer.values.permissions ?? saved].flat())
  const changes = answer?.ok ? changesIn(answer.result) : null
  if (!changes) return new Set(saved)
  const removed = new Set(changes.removed)
  return new Set([...saved, ...changes.added].filter((name) => !removed.has(name)))
}

/** The choice, and the review of exactly this choice if there is one: any further tick makes a review worthless. */
function useChoice(saved: readonly string[]) {
  const { answer, pending } = useFormAnswer()
  const [held, setHeld] = useState(() => chosenAtFirst(saved, answer))
  const [seen, setSeen] = useState({ answer, held })
  if (answer !== seen.answer) setSeen({ answer, held })
  const changes = answer?.ok && seen.held === held ? changesIn(answer.result) : null
  return { held, changes, choose: (next: ReadonlySet<string>) => !pending && setHeld(next) }
}

function Review({ changes, called, back }: { changes: RoleChanges; called: (name: string) => string; back: (() => void) | null }) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => box.current?.focus(), [changes])
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-labelledby="review-title"
      className="grid gap-4 rounded-lg border border-line bg-surface p-4 sm:p-6"
    >
      <div>
        <h2 id="review-title" className="text-lg font-semibold">
          What changes for whom
        </h2>
        <p className="text-ink-soft">Nothing is saved yet.</p>
      </div>
      <ChangeReview changes={changes} called={called}>
        <div className="flex flex-wrap gap-2 pt-1">
          <SubmitButton>Save changes</SubmitButton>
          {back && <Button onClick={back}>Keep editing</Button>}
        </div>
      </ChangeReview>
    </section>
  )
}

/** The bar under the matrix: what has been changed so far, and the way on. It stays in sight. */
function ChangesBar({ added, removed, discard }: { added: number; removed: number; discard: () => void }) {
  const hydrated = useHydrated()
  const isChanged = added + removed > 0
  const parts = [
    ...(added ? [`${plural(added, 'permission')} added`] : []),
    ...(removed ? [`${plural(removed, 'permission')} taken away`] : []),
  ]
  return (
    <div className="sticky bottom-0 z-10 -mx-1 flex flex-wrap items-center justify-between gap-3 border-t border-line bg-canvas px-1 py-3">
      <p role="status" className="text-ink-soft">
        {!hydrated
          ? 'Before anything is saved, you see what changes for whom.'
          : isChanged
            ? `${parts.join(', ')}.`
            : 'Nothing is changed yet.'}
      </p>
      <div className="flex flex-wrap gap-2">
        {hydrated && isChanged && <Button onClick={discard}>Discard</Button>}
        <SubmitButton name="preview" value="true" disabledReason={hydrated && !isChanged ? 'Tick or clear a permission first.' : null}>
          Review changes
        </SubmitButton>
      </div>
    </div>
  )
}

function Steps({ role, offered, locked }: Props) {
  const { held, changes, choose } = useChoice(role.permissions)
  const hydrated = useHydrated()
  const descriptions = new Map(offered.map(({ name, description }) => [name, description]))
  const { added, removed } = changesBetween(role.permissions, held)
  const isChanged = added.length + removed.length > 0
  // With scripts the review takes the place of the matrix; without them both are needed, as there would be no way back to the choice.
  const review = isChanged ? changes : null
  const isReviewing = review !== null && hydrated
  return (
    <>
      {review && (
        <Review changes={review} called={(name) => descriptions.get(name) ?? name} back={hydrated ? () => choose(new Set(held)) : null} />
      )}
      {changes && !isChanged && !hydrated && <Callout>Nothing is changed yet. Tick or clear a permission first.</Callout>}
      <div hidden={isReviewing} className={isReviewing ? undefined : 'grid gap-0'}>
        <PermissionMatrix permissions={offered} held={held} before={role.permissions} locked={new Set(locked)} choose={choose} />
        <ChangesBar added={added.length} removed={removed.length} discard={() => choose(new Set(role.permissions))} />
      </div>
    </>
  )
}

/**
 * Edits what a role allows in two steps, choosing and reviewing, in one form: the first submission asks what would change for whom, the
 * second saves. What was ticked stays when the role is changed by somebody else meanwhile.
 */
export function RoleEditor({ children, ...props }: Props & { children?: ReactNode }) {
  return (
    <ActionForm
      schema={updateRoleInput}
      action={updateRoleAction}
      hidden={{ roleId: props.role.id, version: props.role.version }}
      className="max-w-none!"
    >
      {children}
      <Steps {...props} />
    </ActionForm>
  )
}
