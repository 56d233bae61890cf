'use client'
import { X } from 'lucide-react'
import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { useUserSearch } from '../layout/use-user-search.ts'
import { Avatar } from '../ui/avatar.tsx'
import { cx } from '../ui/classes.ts'
import { useHydrated } from '../ui/use-hydrated.ts'

/** Something to pick that is no user, such as the system; `value` is what the form sends. */
export type OtherParty = { value: string; label: string }
type Choice = OtherParty & { detail?: string; seed?: string }
type PickerProps = {
  name: string
  /** The word before the field, as in "By" or "About". */
  label: string
  placeholder: string
  /** What is in force: the value that the form sends, what it is called, and a text for it that could have been typed. */
  value: string
  called: string
  text: string
  /** What can be picked beside users. */
  others: readonly OtherParty[]
  /** Makes the sent value of a user's id. */
  userValue?: 'id' | 'user:id'
  /** Whether users may be searched for. */
  searches: boolean
}

const fits = (label: string, q: string) => label.toLowerCase().includes(q.toLowerCase())

/** The choices for a text: other parties that contain it, then the users that the search finds. */
function useChoices({ others, searches, userValue = 'id' }: PickerProps, q: string) {
  const { users, failed, pending } = useUserSearch(q, searches)
  const choices: Choice[] = [
    ...others.filter(({ label }) => fits(label, q)),
    ...users.map(({ id, name, username, email }) => ({
      value: userValue === 'id' ? id : `user:${id}`,
      label: name || username,
      detail: email,
      seed: id,
    })),
  ]
  const note = failed
    ? 'Users could not be searched just now. Type a whole username or e-mail address.'
    : pending
      ? 'Searching…'
      : choices.length === 0 && q.length >= 2
        ? 'Nobody fits.'
        : searches && q.length < 2
          ? 'Type a name, username or e-mail address.'
          : null
  return { choices, note }
}

/**
 * A field for who is meant: a user found by name, or one of `others`. Without client JavaScript it is a text field for a username, an
 * e-mail address or an id. With it the list opens on focus; arrows choose, Enter takes, Escape closes.
 */
export function PartyPicker(props: PickerProps) {
  const { name, label, placeholder } = props
  const id = useId()
  const hydrated = useHydrated()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(props.text)
  const [picked, setPicked] = useState<string | null>(props.value || null)
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  // A text that was picked is no search for others like it.
  const { choices, note } = useChoices(props, open && picked === null ? text.trim() : '')
  const shown = open && hydrated
  const written = hydrated && picked !== null && text === props.text ? props.called : text

  const take = (choice: Choice) => {
    setText(choice.label)
    setPicked(choice.value)
    setOpen(false)
    setActive(-1)
  }
  const clear = () => {
    setText('')
    setPicked(null)
    input.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      setActive((at) => (choices.length === 0 ? -1 : (at + step + choices.length) % choices.length))
    } else if (event.key === 'Enter' && shown && choices[active]) {
      event.preventDefault()
      take(choices[active])
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault()
      setOpen(false)
    }
  }

  return (
    <div
      className="relative min-w-0"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false)
      }}
    >
      <div className="flex h-9 items-center gap-2 rounded-md border border-line-strong bg-surface ps-3 pe-1 focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent hover:border-ink-faint">
        <label htmlFor={id} className="shrink-0 text-ink-faint">
          {label}
        </label>
        <input
          ref={input}
          id={id}
          name={hydrated && picked !== null ? undefined : name}
          value={written}
          placeholder={placeholder}
          maxLength={320}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          role="combobox"
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={shown && choices[active] ? `${id}-${active}` : undefined}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onChange={(event) => {
            setText(event.target.value)
            setPicked(null)
            setActive(-1)
            setOpen(true)
          }}
          onKeyDown={onKeyDown}
          className="h-full w-full min-w-0 bg-transparent outline-none"
        />
        {hydrated && picked !== null && <input type="hidden" name={name} value={picked} />}
        {hydrated && text !== '' && (
          <button
            type="button"
            onClick={clear}
            aria-label={`Clear “${label}”`}
            className="shrink-0 rounded-sm p-1 text-ink-faint hover:text-ink"
          >
            <X aria-hidden className="size-4" />
          </button>
        )}
      </div>
      <div
        className={cx(
          'absolute top-full z-20 mt-1 max-h-80 w-full min-w-64 overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-raised',
          (!shown || (choices.length === 0 && note === null)) && 'hidden',
        )}
      >
        <ul id={`${id}-list`} role="listbox" aria-label={label}>
          {choices.map((choice, index) => (
            <li
              key={choice.value}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              // Before the field loses the focus, or the list would be gone when the click arrives.
              onMouseDown={(event) => {
                event.preventDefault()
                take(choice)
              }}
              className={cx(
                'flex min-h-8 cursor-pointer items-center gap-2 rounded-sm px-2 py-1 hover:bg-sunken',
                index === active && 'bg-accent-soft',
              )}
            >
              {choice.seed && <Avatar name={choice.label} seed={choice.seed} size="sm" />}
              <span className="min-w-0">
                <span className="block truncate">{choice.label}</span>
                {choice.detail && <span className="block truncate text-sm leading-4 text-ink-faint">{choice.detail}</span>}
              </span>
            </li>
          ))}
        </ul>
        {note && (
          <p role="status" className="px-2 py-1 text-sm text-ink-faint">
            {note}
          </p>
        )}
      </div>
    </div>
  )
}
