'use client'
import { ListFilter, Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useTransition, type ReactNode, type SubmitEvent } from 'react'
import { Button } from '../../../../components/ui/button.tsx'
import { Input } from '../../../../components/ui/input.tsx'
import { usersList } from '../../../../lib/users/list.ts'
import { FilterFields } from './users-filters.tsx'
import { clearedHref, usersHref, type ListState } from './users-href.ts'

const pauseMs = 450

/**
 * Search and filters as one GET form, so that the address holds the state and everything works without client JavaScript. With it the
 * search runs on Enter or after a pause in typing, and the page is exchanged without reloading.
 */
export function UsersToolbar({
  state,
  roles,
  fieldFilters,
  group,
  children,
}: {
  state: ListState
  roles: readonly { id: string; name: string }[] | null
  fieldFilters: ReactNode
  /** The group of the filter as text; null for who may not see groups. */
  group: string | null
  /** What stands beside the search: views, columns, export. */
  children: ReactNode
}) {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const form = useRef<HTMLFormElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    // Follows chips and Back, but never takes away what is being typed.
    if (search.current && document.activeElement !== search.current) search.current.value = state.params.q
  }, [state.params.q])

  const wanted = () => {
    const fields = [...new FormData(form.current ?? undefined)].map(([name, value]): [string, string] => [name, String(value)])
    return usersHref({ ...state, params: usersList.fromSearch(new URLSearchParams(fields).toString()).params }, {})
  }
  const run = (go: 'push' | 'replace') => {
    clearTimeout(timer.current)
    startTransition(() => router[go](wanted()))
  }
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    panel.current?.hidePopover()
    run('push')
  }
  const onType = () => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => run('replace'), pauseMs)
  }

  return (
    <div className="flex flex-wrap gap-2">
      <form
        ref={form}
        action="/users"
        onSubmit={onSubmit}
        role="search"
        aria-label="Users"
        aria-busy={pending}
        className="flex min-w-[min(100%,25rem)] flex-1 flex-wrap gap-2"
      >
        <div className="relative min-w-48 flex-1 sm:max-w-100">
          <Search aria-hidden className="pointer-events-none absolute start-3 top-2.5 size-4 text-ink-faint" />
          <Input
            type="search"
            name="q"
            ref={search}
            defaultValue={state.params.q}
            onChange={onType}
            // Whoever goes on to a link must not be called back by the search that was still waiting.
            onBlur={() => clearTimeout(timer.current)}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            aria-label="Search users"
            placeholder="Name, username, e-mail, organisation"
            className="ps-9"
          />
        </div>
        <Button type="submit">{pending ? 'Searching…' : 'Search'}</Button>
        <Button popoverTarget="users-filters" icon={<ListFilter aria-hidden />}>
          Filters
        </Button>
        {state.size !== null && <input type="hidden" name="perPage" value={state.size} />}
        {state.view && <input type="hidden" name="view" value={state.view} />}
        {state.columnsNamed && state.params.columns?.map((column) => <input key={column} type="hidden" name="columns" value={column} />)}
        <div
          ref={panel}
          id="users-filters"
          popover="auto"
          role="group"
          aria-label="Filters"
          className="menu w-[calc(100vw-24px)] overflow-y-auto max-sm:inset-3 max-sm:m-auto max-sm:max-h-[calc(100dvh-24px)] max-sm:[position-area:none] sm:max-h-[calc(100dvh-270px)] sm:max-w-140 rounded-lg border border-line bg-raised p-4 shadow-raised"
        >
          <FilterFields
            key={JSON.stringify(state.params)}
            state={state}
            roles={roles}
            group={group}
            fieldFilters={fieldFilters}
            clearHref={clearedHref(state)}
          />
        </div>
      </form>
      {children}
    </div>
  )
}
