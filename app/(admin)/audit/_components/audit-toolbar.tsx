'use client'
import { ListFilter } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useRef, useTransition, type SubmitEvent } from 'react'
import { eventWords, type EventGroup } from '../../../../components/audit/event-words.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { Select } from '../../../../components/ui/input.tsx'
import { PartyPicker } from '../../../../components/users/party-picker.tsx'
import type { AuditListParams } from '../../../../lib/audit/list.ts'
import { FilterFields } from './audit-filters.tsx'
import { addressOf, askedOf, type Asked } from '../../../../components/audit/search.ts'
import { ACTOR_WORDS, TARGET_WORDS } from '../../../../components/audit/filter-words.ts'

/** Who an address names: what they are called, and the username (or other text) that could be typed for them. */
export type Named = { called: string; text: string }

const others = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))
const actors = others(ACTOR_WORDS)
const targets = others(TARGET_WORDS)

function EventSelect({ groups, value }: { groups: readonly EventGroup[]; value: string }) {
  const offered = value === '' || groups.some(({ options }) => options.some((option) => option.value === value))
  const typed = offered ? [] : [{ value, label: eventWords(value) }]
  return (
    <Select
      name="event"
      aria-label="Event"
      defaultValue={value}
      options={[{ value: '', label: 'Every event' }, ...typed]}
      groups={groups}
    />
  )
}

/**
 * Who, about whom and what as one GET form with the rarer filters behind a button: the address holds the state, and everything works
 * without client JavaScript. With it the page is exchanged without reloading.
 */
export function AuditToolbar({
  params,
  asked,
  actor,
  target,
  groups,
  searches,
}: {
  params: AuditListParams
  asked: Asked
  actor: Named | null
  target: Named | null
  groups: readonly EventGroup[]
  searches: boolean
}) {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const panel = useRef<HTMLDivElement>(null)
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    panel.current?.hidePopover()
    const wanted = addressOf(askedOf(Object.fromEntries(new FormData(event.currentTarget))))
    startTransition(() => router.push(wanted))
  }
  return (
    <form
      action="/audit"
      onSubmit={onSubmit}
      role="search"
      aria-label="Audit log"
      aria-busy={pending}
      className="grid min-w-0 grid-cols-2 gap-2 lg:flex lg:flex-wrap"
    >
      <div className="min-w-0 lg:flex-[1_1_160px]">
        <PartyPicker
          name="actor"
          label="By"
          placeholder="anybody"
          value={params.actor ?? ''}
          called={actor?.called ?? ''}
          text={actor?.text ?? asked.actor ?? ''}
          others={actors}
          searches={searches}
        />
      </div>
      <div className="min-w-0 lg:flex-[1_1_160px]">
        <PartyPicker
          name="target"
          label="About"
          placeholder="anything"
          value={params.target ?? ''}
          called={target?.called ?? ''}
          text={target?.text ?? asked.target ?? ''}
          others={targets}
          userValue="user:id"
          searches={searches}
        />
      </div>
      <div className="min-w-0 max-sm:col-span-2 lg:w-52">
        <EventSelect groups={groups} value={asked.event ?? ''} />
      </div>
      <div className="flex gap-2">
        <Button type="submit">{pending ? 'Searching…' : 'Search'}</Button>
        <Button popoverTarget="audit-filters" icon={<ListFilter aria-hidden />}>
          Filters
        </Button>
      </div>
      <div
        ref={panel}
        id="audit-filters"
        popover="auto"
        role="group"
        aria-label="Filters"
        className="menu w-[calc(100vw-24px)] overflow-y-auto max-sm:inset-3 max-sm:m-auto max-sm:max-h-[calc(100dvh-24px)] max-sm:[position-area:none] sm:max-h-[calc(100dvh-270px)] sm:max-w-120 rounded-lg border border-line bg-raised p-4 shadow-raised"
      >
        <FilterFields asked={asked} />
      </div>
    </form>
  )
}
