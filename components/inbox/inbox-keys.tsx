'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useSyncExternalStore, type ReactNode } from 'react'
import { Kbd } from '../ui/kbd.tsx'
import { DECISION_DIALOGS } from './inbox-words.ts'

const SWITCH = 'gatehouse-inbox-keys'
const CHANGED = 'gatehouse-inbox-keys-changed'

function areOn(): boolean {
  try {
    return localStorage.getItem(SWITCH) !== 'off'
  } catch {
    return true
  }
}
function turn(on: boolean) {
  try {
    localStorage.setItem(SWITCH, on ? 'on' : 'off')
  } catch {
    // A browser that refuses storage keeps the keys as they are.
  }
  dispatchEvent(new Event(CHANGED))
}
const subscribe = (listener: () => void) => {
  addEventListener(CHANGED, listener)
  return () => removeEventListener(CHANGED, listener)
}

/** Whether a key is meant for something else: a field that takes text, an open dialog or menu, or a shortcut of the browser. */
export function isElsewhere({ target, ctrlKey, metaKey, altKey, defaultPrevented, isComposing }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || defaultPrevented || isComposing) return true
  if (document.querySelector('dialog[open], :popover-open:not(aside)')) return true
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
  return target.isContentEditable || target.closest('textarea, select') !== null
}

/** Calls what belongs to a key that is pressed, as long as keys are on. The table may be a new one on every rendering. */
function useKeys(acts: Readonly<Record<string, () => void>>): boolean {
  const on = useSyncExternalStore(subscribe, areOn, () => false)
  useEffect(() => {
    if (!on) return
    const onKeyDown = (event: KeyboardEvent) => {
      const act = Object.hasOwn(acts, event.key) ? acts[event.key] : undefined
      if (!act || isElsewhere(event)) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [on, acts])
  return on
}

/** The keys, where everybody sees them, with the switch for whom single keys get in the way (speech input, for one). */
function Hint({ on, keys }: { on: boolean; keys: readonly (readonly [string, ReactNode])[] }) {
  return (
    <div
      className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-soft max-sm:hidden pointer-coarse:hidden"
      data-inbox-keys={on ? 'on' : 'off'}
    >
      {on &&
        keys.map(([key, does]) => (
          <span key={key} className="inline-flex items-center gap-1">
            <Kbd>{key}</Kbd> {does}
          </span>
        ))}
      <button type="button" onClick={() => turn(!on)} className="rounded-sm text-accent underline underline-offset-2">
        {on ? 'Turn keys off' : 'Turn keys on'}
      </button>
    </div>
  )
}

const rows = () => [...document.querySelectorAll<HTMLTableRowElement>('[data-inbox] tbody tr')]
const linkOf = (row: HTMLTableRowElement | undefined) => row?.querySelector<HTMLAnchorElement>('th a') ?? null
const here = () => rows().findIndex((row) => row.contains(document.activeElement))

function step(by: 1 | -1) {
  const all = rows()
  const at = here()
  const next = linkOf(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))])
  next?.focus()
  next?.closest('tr')?.scrollIntoView({ block: 'nearest' })
}

const GOING_KEYS = [
  ['j', 'next'],
  ['k', 'previous'],
  ['o', 'open'],
] as const
const DECIDING_KEYS = [
  ['a', 'approve'],
  ['r', 'reject'],
  ['x', 'choose'],
] as const

/**
 * The keyboard for the list of the inbox: j and k go from row to row, Enter or o opens, a and r open the form of the decision, x chooses the
 * row. Nothing is decided by a key alone. Not while typing, nor while a dialog is open; can be switched off. A list that is only to be read
 * (`decides` false) has the keys that go and open.
 */
export function InboxListKeys({ decides }: { decides: boolean }) {
  const router = useRouter()
  const go = (hash: string) => () => {
    const link = linkOf(rows()[here()])
    if (link) router.push(`${link.pathname}${link.search}${hash}`)
  }
  const on = useKeys({
    j: () => step(1),
    k: () => step(-1),
    o: go(''),
    ...(decides
      ? {
          a: go(`#${DECISION_DIALOGS.approve}`),
          r: go(`#${DECISION_DIALOGS.reject}`),
          x: () => rows()[here()]?.querySelector<HTMLInputElement>('input[data-row-choice]')?.click(),
        }
      : {}),
  })
  return <Hint on={on} keys={decides ? [...GOING_KEYS, ...DECIDING_KEYS] : GOING_KEYS} />
}

function openDialog(id: string) {
  const dialog = document.getElementById(id)
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal()
}

const ITEM_KEYS = [
  ['j', 'next'],
  ['k', 'previous'],
  ['u', 'back to the list'],
] as const

/**
 * The keyboard for the page of an item: a and r open the forms of the decision, q the one for a question, where there are such; j and k go to
 * the items that wait after and before it, u back to the list. An address that names a form (`#approve`) opens it.
 */
export function InboxItemKeys({
  next,
  previous,
  list,
  decides,
  asks = false,
}: {
  next: string
  previous: string
  list: string
  decides: boolean
  asks?: boolean | undefined
}) {
  const router = useRouter()
  useEffect(() => {
    const named = window.location.hash.slice(1)
    if (!Object.values(DECISION_DIALOGS).some((id) => id === named)) return
    if (named === DECISION_DIALOGS.ask ? asks : decides) openDialog(named)
    window.history.replaceState(null, '', window.location.pathname + window.location.search)
  }, [asks, decides])
  const on = useKeys({
    j: () => router.push(next),
    k: () => router.push(previous),
    u: () => router.push(list),
    ...(decides ? { a: () => openDialog(DECISION_DIALOGS.approve), r: () => openDialog(DECISION_DIALOGS.reject) } : {}),
    ...(asks ? { q: () => openDialog(DECISION_DIALOGS.ask) } : {}),
  })
  return (
    <Hint
      on={on}
      keys={[
        ...(decides ? [['a', 'approve'] as const, ['r', 'reject'] as const] : []),
        ...(asks ? [['q', 'ask'] as const] : []),
        ...ITEM_KEYS,
      ]}
    />
  )
}
