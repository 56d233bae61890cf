'use client'
import { useId, useState, type ReactNode } from 'react'
import { LIST_MARK } from '../../lib/core/form-state.ts'
import { plural } from '../../lib/core/format.ts'
import { Badge } from '../ui/badge.tsx'
import { cx } from '../ui/classes.ts'
import { Checkbox } from '../ui/input.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { MatrixToolbar, SHOWN, type Shown } from './matrix-toolbar.tsx'
import { broughtBy, changesBetween, pressNoun, stateOf } from './permission-choice.ts'
import { byNoun, fitsSearch, type Noun, type OfferedPermission } from './permission-words.ts'

type Matrix = {
  /** What is chosen now. */
  held: ReadonlySet<string>
  brought: ReadonlyMap<string, string>
  /** What was chosen before, for the marks of what changes. */
  before: ReadonlySet<string>
  /** Those that whoever edits does not hold, and so cannot give. */
  locked: ReadonlySet<string>
  choose: (next: ReadonlySet<string>) => void
  descriptions: ReadonlyMap<string, string>
}

const called = (matrix: Matrix, name: string) => matrix.descriptions.get(name) ?? name
/** What stands before the colon of "Manage users: everything that can be done to a user". */
const calledBriefly = (matrix: Matrix, name: string) => called(matrix, name).split(': ')[0]

/** What a permission amounts to beside its own sentence, in a quiet line. */
function Notes({ permission, matrix }: { permission: OfferedPermission; matrix: Matrix }) {
  const source = matrix.brought.get(permission.name)
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <code className="wrap-anywhere">{permission.name}</code>
      {permission.everywhereOnly && <span title="A grant that is limited to a group cannot carry it.">everywhere only</span>}
      {source && <span>comes with “{calledBriefly(matrix, source)}”</span>}
      {matrix.locked.has(permission.name) && <span>you do not hold it yourself</span>}
    </span>
  )
}

function Included({ permission, matrix }: { permission: OfferedPermission; matrix: Matrix }) {
  if (permission.includes.length === 0) return null
  return (
    <details className="ms-7 text-sm text-ink-soft">
      <summary className="w-fit rounded-sm hover:text-ink">Includes {plural(permission.includes.length, 'other')}</summary>
      <ul className="list-disc ps-5 pt-1">
        {permission.includes.map((name) => (
          <li key={name}>{called(matrix, name)}</li>
        ))}
      </ul>
    </details>
  )
}

function Mark({ name, matrix }: { name: string; matrix: Matrix }) {
  const [was, is] = [matrix.before.has(name), matrix.held.has(name)]
  if (was === is) return null
  return (
    <Badge tone={is ? 'info' : 'warning'} icon={null}>
      {is ? 'Added' : 'Taken away'}
    </Badge>
  )
}

function Row({ permission, matrix, hidden }: { permission: OfferedPermission; matrix: Matrix; hidden: boolean }) {
  const id = useId()
  const { name, description } = permission
  const { held, brought, before, locked, choose } = matrix
  const isLocked = locked.has(name)
  const onChange = (checked: boolean) => {
    const next = new Set(held)
    if (checked) next.add(name)
    else next.delete(name)
    choose(next)
  }
  return (
    <li hidden={hidden} className={cx('-mx-2 rounded-md px-2 py-1', before.has(name) !== held.has(name) && 'bg-accent-soft')}>
      <div className="flex items-start gap-2">
        <Checkbox
          id={id}
          name="permissions"
          value={name}
          checked={held.has(name)}
          onChange={(event) => onChange(event.target.checked)}
          // A disabled box is not sent, so one that is ticked must never be.
          disabled={isLocked && !held.has(name)}
          aria-describedby={`${id}-notes`}
        />
        <div className="min-w-0 flex-1">
          <label htmlFor={id} className={cx('flex flex-wrap items-center gap-x-2', isLocked && 'text-ink-faint')}>
            {description}
            <Mark name={name} matrix={matrix} />
            {brought.has(name) && !held.has(name) && <Badge icon={null}>Included</Badge>}
          </label>
          <span id={`${id}-notes`} className="block text-sm text-ink-faint">
            <Notes permission={permission} matrix={matrix} />
          </span>
        </div>
      </div>
      <Included permission={permission} matrix={matrix} />
    </li>
  )
}

/** The box of a whole noun: ticked, empty, or neither. Needs client JavaScript; the boxes beside it do the same one by one. */
function NounBox({ noun, matrix }: { noun: Noun; matrix: Matrix }) {
  const { held, brought, locked, choose } = matrix
  const names = noun.permissions.map(({ name }) => name)
  const { state } = stateOf(names, held, brought)
  const isLocked = names.every((name) => locked.has(name))
  return (
    <Checkbox
      ref={(box) => {
        if (box) box.indeterminate = state === 'some'
      }}
      checked={state === 'all'}
      disabled={isLocked}
      onChange={() => choose(pressNoun(names, held, brought, locked))}
      aria-label={`Everything under ${noun.label}`}
    />
  )
}

function NounRow({ noun, matrix, visible, boxes }: { noun: Noun; matrix: Matrix; visible: ReadonlySet<string>; boxes: boolean }) {
  const { allowed } = stateOf(
    noun.permissions.map(({ name }) => name),
    matrix.held,
    matrix.brought,
  )
  return (
    <fieldset
      hidden={!noun.permissions.some(({ name }) => visible.has(name))}
      className="min-w-0 border-b border-line px-4 py-3 last:border-0 sm:px-6 md:grid md:grid-cols-[200px_minmax(0,1fr)] md:gap-x-6"
    >
      <legend className="sr-only">{noun.label}</legend>
      <div className="flex items-start gap-2 pb-2 md:sticky md:top-2 md:self-start md:pb-0">
        {boxes ? <NounBox noun={noun} matrix={matrix} /> : <span className="m-0.5 size-4 shrink-0" />}
        <div className="min-w-0">
          <p aria-hidden className="font-medium">
            {noun.label}
          </p>
          <p className="text-sm text-ink-faint tabular-nums">
            {allowed} of {noun.permissions.length} allowed
          </p>
          {noun.about && <p className="text-sm text-ink-faint">{noun.about}</p>}
        </div>
      </div>
      <ul className="grid content-start gap-x-6 gap-y-1 lg:grid-cols-2">
        {noun.permissions.map((permission) => (
          <Row key={permission.name} permission={permission} matrix={matrix} hidden={!visible.has(permission.name)} />
        ))}
      </ul>
    </fieldset>
  )
}

/** Which permissions the search and the choice beside it leave. */
function visibleIn(nouns: readonly Noun[], text: string, shown: Shown, { held, brought, before }: Matrix): ReadonlySet<string> {
  const fits: Record<Shown, (name: string) => boolean> = {
    all: () => true,
    allowed: (name) => held.has(name) || brought.has(name),
    changed: (name) => held.has(name) !== before.has(name),
  }
  return new Set(
    nouns.flatMap((noun) =>
      noun.permissions.filter((each) => fitsSearch(each, noun, text.trim()) && fits[shown](each.name)).map(({ name }) => name),
    ),
  )
}

/**
 * What a role allows: a row per thing, a check box per permission, sent as `permissions`. Each box says what it means, what brings it along
 * and whether a limit to a group is impossible; the box of a row takes all of it. Search, filter and the boxes of rows need client
 * JavaScript; the choice itself does not. Belongs into a form; `held` and `choose` are the form's own state.
 */
export function PermissionMatrix({
  permissions,
  held,
  before,
  locked,
  choose,
  summary,
}: {
  permissions: readonly OfferedPermission[]
  held: ReadonlySet<string>
  before: readonly string[]
  locked: ReadonlySet<string>
  choose: (next: ReadonlySet<string>) => void
  /** Stands at the end of the toolbar. */
  summary?: ReactNode
}) {
  const hydrated = useHydrated()
  const [text, setText] = useState('')
  const [shown, setShown] = useState<Shown>('all')
  const nouns = byNoun(permissions)
  const matrix: Matrix = {
    held,
    brought: broughtBy(held, permissions),
    before: new Set(before),
    locked,
    choose,
    descriptions: new Map(permissions.map(({ name, description }) => [name, description])),
  }
  const visible = visibleIn(nouns, text, shown, matrix)
  const { added, removed } = changesBetween(before, held)
  const counts: Record<Shown, number> = {
    all: permissions.length,
    allowed: permissions.filter(({ name }) => held.has(name) || matrix.brought.has(name)).length,
    changed: added.length + removed.length,
  }
  return (
    <div className="rounded-lg border border-line bg-surface">
      {hydrated && (
        <MatrixToolbar {...{ text, setText, shown, setShown, counts }} found={visible.size}>
          {summary}
        </MatrixToolbar>
      )}
      <input type="hidden" name={LIST_MARK} value="permissions" />
      {nouns.map((noun) => (
        <NounRow key={noun.key} noun={noun} matrix={matrix} visible={visible} boxes={hydrated} />
      ))}
      {visible.size === 0 && (
        <p className="px-6 py-10 text-center text-ink-soft">
          {text.trim() === '' ? `Nothing is ${SHOWN[shown].toLowerCase()}.` : 'No permission fits. Try fewer words.'}
        </p>
      )}
    </div>
  )
}
