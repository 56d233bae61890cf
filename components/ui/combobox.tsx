'use client'
import { X } from 'lucide-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { Avatar } from './avatar.tsx'
import { cx } from './classes.ts'
import { useHydrated } from './use-hydrated.ts'

/** Something to choose: `value` is what the form sends, `label` what the field then shows; `seed` draws initials before it. */
export type Choice = { value: string; label: string; detail?: string | undefined; seed?: string | undefined }
/** What a text offers, and a sentence about the search itself: under way, failed, nothing found. */
export type Offer = { choices: readonly Choice[]; note: string | null }

type ComboboxProps = {
  /** The attributes of the control, as `fieldControlProps` and `useFormField` make them. */
  control: {
    id: string
    name: string
    required?: boolean | undefined
    'aria-invalid'?: boolean | undefined
    'aria-describedby'?: string | undefined
  }
  /** Names the list of choices for screen readers. */
  label: string
  placeholder?: string | undefined
  /** What is in force at first: chosen (`value` with its name), or a text that was typed (`value` null). */
  start: { value: string | null; text: string }
  /** A hook that gives the choices for a text; asked with an empty one while the list is closed. */
  useOffer: (q: string) => Offer
  /** Told when the form sends something else than before because a choice was made or taken back. */
  onChosen?: (() => void) | undefined
}

/** The only choice whose name is the typed text: whoever types it out in full means it. */
const meant = (choices: readonly Choice[], text: string) => {
  const fits = choices.filter(({ label }) => label.toLowerCase() === text.trim().toLowerCase())
  return fits.length === 1 ? fits[0] : undefined
}

/** The state of the field: what is typed, what is chosen, whether the list is open, and which line of it the arrows have reached. */
function useCombobox({ start, useOffer, onChosen }: Pick<ComboboxProps, 'start' | 'useOffer' | 'onChosen'>) {
  const [text, setText] = useState(start.text)
  const [chosen, setChosen] = useState(start.value)
  const told = useRef(chosen)
  useEffect(() => {
    // After drawing, when the form holds the new value.
    if (told.current === chosen) return
    told.current = chosen
    onChosen?.()
  })
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  // A text that was chosen is no search for others like it.
  const { choices, note } = useOffer(open && chosen === null ? text.trim() : '')
  const take = (choice: Choice) => {
    setText(choice.label)
    setChosen(choice.value)
    setOpen(false)
    setActive(-1)
  }
  const type = (next: string) => {
    setText(next)
    setChosen(null)
    setActive(-1)
    setOpen(true)
  }
  const leave = () => {
    const choice = chosen === null && open ? meant(choices, text) : undefined
    if (choice) take(choice)
    else setOpen(false)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      setActive((at) =>
        choices.length === 0 ? -1 : at === -1 && step === -1 ? choices.length - 1 : (at + step + choices.length) % choices.length,
      )
      return
    }
    const choice = choices[active] ?? meant(choices, text)
    if (event.key === 'Enter' && open && chosen === null && choice) {
      event.preventDefault()
      take(choice)
    } else if (event.key === 'Escape' && open) {
      // Only the list closes, not the dialog around the field.
      event.preventDefault()
      event.stopPropagation()
      setOpen(false)
    }
  }
  return { text, chosen, open, active, choices, note, setOpen, take, type, leave, onKeyDown }
}

/**
 * A text field that searches and offers what it finds: the list opens on focus, arrows move, Enter takes, Escape closes; a name that is
 * typed out in full is taken too. The form sends the chosen value, or what was typed where nothing was chosen. Without client JavaScript it
 * is a plain text field that sends what it shows.
 */
export function Combobox({ control, label, placeholder, ...rest }: ComboboxProps) {
  const { name } = control
  const hydrated = useHydrated()
  const listId = useId()
  const { text, chosen, open, active, choices, note, setOpen, take, type, leave, onKeyDown } = useCombobox(rest)
  const shown = open && hydrated
  const sent = hydrated ? chosen : null
  return (
    <div className="relative min-w-0" onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && leave()}>
      <div className="flex h-9 items-center rounded-md border border-line-strong bg-surface focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent hover:border-ink-faint has-[input[aria-invalid]]:border-danger">
        <input
          {...control}
          name={sent === null ? name : undefined}
          value={text}
          placeholder={placeholder}
          maxLength={320}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          role="combobox"
          aria-expanded={shown}
          aria-controls={shown && choices.length > 0 ? listId : undefined}
          aria-autocomplete="list"
          aria-activedescendant={shown && choices[active] ? `${listId}-${active}` : undefined}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
          className="h-full w-full min-w-0 rounded-md bg-transparent px-3 outline-none"
        />
        {sent !== null && <input type="hidden" name={name} value={sent} />}
        {hydrated && text !== '' && (
          <button
            type="button"
            onClick={(event) => {
              type('')
              event.currentTarget.parentElement?.querySelector('input')?.focus()
            }}
            aria-label={`Clear “${label}”`}
            className="me-1 shrink-0 rounded-sm p-1 text-ink-faint hover:text-ink"
          >
            <X aria-hidden className="size-4" />
          </button>
        )}
      </div>
      {shown && (choices.length > 0 || note !== null) && (
        <ChoiceList listId={listId} label={label} offer={{ choices, note }} active={active} take={take} />
      )}
    </div>
  )
}

type ListProps = { listId: string; label: string; offer: Offer; active: number; take: (choice: Choice) => void }

function ChoiceList({ listId, label, offer: { choices, note }, active, take }: ListProps) {
  return (
    <div className="absolute top-full z-20 mt-1 max-h-64 w-full min-w-64 overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-raised">
      {choices.length > 0 && (
        <ul id={listId} role="listbox" aria-label={label}>
          {choices.map((choice, index) => (
            <li
              key={choice.value}
              id={`${listId}-${index}`}
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
              <ChoiceText {...choice} />
            </li>
          ))}
        </ul>
      )}
      {note && (
        <p role="status" className="px-2 py-1 text-sm text-ink-faint">
          {note}
        </p>
      )}
    </div>
  )
}

const ChoiceText = ({ label, detail }: Choice): ReactNode => (
  <span className="min-w-0">
    <bdi className="block truncate">{label}</bdi>
    {detail && <span className="block truncate text-sm leading-4 text-ink-faint">{detail}</span>}
  </span>
)
