'use client'
import {
  createContext,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ChangeEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
} from 'react'
import { cx } from '../ui/classes.ts'
import { Checkbox } from '../ui/input.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'

/** What is chosen in a list: rows of this page, or everything that the list's filters match (`everything`). */
type Chosen = { rows: number; ofPage: number; everything: boolean }
type SelectionForm = {
  /** The id of the form that the check boxes belong to, wherever it stands, and the name under which each sends its row's key. */
  formId: string
  name: string
  clear: () => void
  /** Counts anew, after the rows on the page have changed. */
  recount: () => void
}

const none: Chosen = { rows: 0, ofPage: 0, everything: false }
// Two contexts, so that a table is not drawn anew for every row that is chosen in it.
const FormContext = createContext<SelectionForm | null>(null)
const ChosenContext = createContext<Chosen>(none)

/** The form of the `Selectable` around this component; null outside of one. */
export const useSelectionForm = () => use(FormContext)
/** How much is chosen in the `Selectable` around this component. */
export const useChosen = () => use(ChosenContext)

const ROW = 'data-row-choice'
const PAGE = 'data-page-choice'
const EVERYTHING = 'data-everything-choice'

const boxes = (list: HTMLElement | null, mark: string) => [...(list?.querySelectorAll<HTMLInputElement>(`input[${mark}]`) ?? [])]
const setAll = (found: readonly HTMLInputElement[], checked: boolean) => found.forEach((box) => (box.checked = checked))
const boxAt = (target: EventTarget, mark: string) => (target instanceof HTMLInputElement && target.hasAttribute(mark) ? target : null)

function useChoice(list: RefObject<HTMLDivElement | null>) {
  const [chosen, setChosen] = useState<Chosen>(none)
  const recount = useCallback(() => {
    const rows = boxes(list.current, ROW)
    const everything = boxes(list.current, EVERYTHING).some((box) => box.checked)
    if (everything) setAll(rows, true)
    const checked = rows.filter((box) => box.checked).length
    for (const box of boxes(list.current, PAGE)) {
      box.checked = checked > 0 && checked === rows.length
      box.indeterminate = checked > 0 && checked < rows.length
    }
    const now = { rows: checked, ofPage: rows.length, everything }
    setChosen((before) => (before.rows === now.rows && before.ofPage === now.ofPage && before.everything === everything ? before : now))
  }, [list])
  const clear = useCallback(() => {
    setAll([...boxes(list.current, ROW), ...boxes(list.current, EVERYTHING)], false)
    recount()
  }, [list, recount])
  return { chosen, recount, clear }
}

/** Shift-click sets all boxes between the one clicked before and this one to what this one has become. */
function useRanges(list: RefObject<HTMLDivElement | null>) {
  const last = useRef<HTMLInputElement>(null)
  const shift = useRef(false)
  const onMouseDown = (event: MouseEvent) => {
    // Else the browser would mark all text between the two clicks.
    if (event.shiftKey && event.target instanceof Element && event.target.closest('[data-choice-cell]')) event.preventDefault()
  }
  const onClick = (event: MouseEvent) => {
    const box = boxAt(event.target, ROW)
    // The click on a label is followed by one on its box, which not every browser tells about the key.
    if (!box) return void (shift.current = event.shiftKey)
    const rows = boxes(list.current, ROW)
    const [from, to] = [last.current ? rows.indexOf(last.current) : -1, rows.indexOf(box)]
    if ((event.shiftKey || shift.current) && from >= 0) setAll(rows.slice(Math.min(from, to), Math.max(from, to) + 1), box.checked)
    last.current = box
    shift.current = false
  }
  return { onMouseDown, onClick }
}

/**
 * The part of a page in which rows can be chosen: what stands above the table and a `DataTable` with `selection`. The check boxes hold
 * the choice themselves, so it is sent with the form of id `formId` without client JavaScript too. Whenever `listKey` changes (search,
 * filters, order) nothing is chosen any more; rows that leave the page are no longer chosen either, so nobody acts on what is not shown.
 * Inside, `group-has-[[data-row-choice]:checked]/list:` styles what depends on whether anything is chosen.
 */
export function Selectable({
  formId,
  name,
  listKey,
  className,
  children,
}: {
  formId: string
  name: string
  listKey: string
  className?: string | undefined
  children: ReactNode
}) {
  const list = useRef<HTMLDivElement>(null)
  const { chosen, recount, clear } = useChoice(list)
  const ranges = useRanges(list)
  const shown = useRef(listKey)
  useEffect(() => {
    if (shown.current !== listKey) clear()
    shown.current = listKey
  }, [listKey, clear])
  const onChange = (event: ChangeEvent<HTMLElement>) => {
    if (![ROW, PAGE, EVERYTHING].some((mark) => boxAt(event.target, mark))) return
    const page = boxAt(event.target, PAGE)
    if (page) setAll(boxes(list.current, ROW), page.checked)
    if (boxAt(event.target, ROW)?.checked === false || page?.checked === false) setAll(boxes(list.current, EVERYTHING), false)
    recount()
  }
  const form = useMemo(() => ({ formId, name, clear, recount }), [formId, name, clear, recount])
  return (
    <FormContext value={form}>
      <ChosenContext value={chosen}>
        <div ref={list} {...ranges} onChange={onChange} className={cx('group/list', className)}>
          {children}
        </div>
      </ChosenContext>
    </FormContext>
  )
}

const cell = 'absolute inset-0 z-[1] grid cursor-pointer place-items-center'

/** The check box of one row. */
export function RowChoice({ value, label }: { value: string; label: string }) {
  const form = useSelectionForm()
  if (!form) return null
  return (
    <label data-choice-cell className={cell}>
      <Checkbox data-row-choice form={form.formId} name={form.name} value={value} aria-label={label} autoComplete="off" />
    </label>
  )
}

/** The check box that chooses all rows of the page; it needs client JavaScript and is not there without. */
export function PageChoice() {
  const hydrated = useHydrated()
  return (
    <label className={cx(cell, !hydrated && 'invisible')}>
      <Checkbox data-page-choice aria-label="Select all rows on this page" autoComplete="off" />
    </label>
  )
}

/**
 * The explicit second step, from the rows of this page to everything that the filters match: a check box that sends `name` = `value`.
 * Offered once the whole page is chosen; without client JavaScript, which cannot tell, as soon as anything is.
 */
export function EverythingChoice({ name, value, children }: { name: string; value: string; children: ReactNode }) {
  const hydrated = useHydrated()
  const chosen = useChosen()
  const offered = !hydrated || chosen.everything || (chosen.rows > 0 && chosen.rows === chosen.ofPage)
  return (
    <label className={cx('flex items-center gap-1.5', !offered && 'hidden')}>
      <Checkbox data-everything-choice name={name} value={value} autoComplete="off" />
      {children}
    </label>
  )
}
