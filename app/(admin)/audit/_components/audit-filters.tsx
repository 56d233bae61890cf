'use client'
import { Button, ButtonLink } from '../../../../components/ui/button.tsx'
import { Field } from '../../../../components/ui/field.tsx'
import { Input, Select, type Option } from '../../../../components/ui/input.tsx'
import type { Asked } from '../../../../components/audit/search.ts'

const outcomes: Option[] = [
  { value: 'any', label: 'Done or refused' },
  { value: 'done', label: 'Done' },
  { value: 'refused', label: 'Refused' },
]
const directions: Option[] = [
  { value: 'desc', label: 'Newest first' },
  { value: 'asc', label: 'Oldest first' },
]

/** A day of a filter that may also be an instant: the field takes days, so it begins with the day of the instant. */
const Day = ({ name, label, value }: { name: string; label: string; value: string | undefined }) => (
  <Field id={`filter-${name}`} label={label}>
    <Input id={`filter-${name}`} type="date" name={name} defaultValue={value?.slice(0, 10)} />
  </Field>
)

/** The fields of the filter panel, for inside the log's GET form. Days are UTC, both ends included. */
export function FilterFields({ asked }: { asked: Asked }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Day name="from" label="From day" value={asked.from} />
      <Day name="to" label="Until day" value={asked.to} />
      <p className="-mt-3 text-sm text-ink-faint sm:col-span-2">Both days are included. Days begin at midnight UTC.</p>
      <Field id="filter-outcome" label="Outcome">
        <Select id="filter-outcome" name="outcome" defaultValue={asked.outcome ?? 'any'} options={outcomes} />
      </Field>
      <Field id="filter-ip" label="IP address">
        <Input id="filter-ip" name="ip" defaultValue={asked.ip} maxLength={45} autoComplete="off" spellCheck={false} />
      </Field>
      <Field
        id="filter-event-text"
        label="Event by its name"
        hint={
          <>
            A name, or a wildcard for a whole word, such as <code>user.*</code> or <code>*.created</code>. Goes before the choice of events.
          </>
        }
        className="sm:col-span-2"
      >
        <Input
          id="filter-event-text"
          name="eventText"
          aria-describedby="filter-event-text-hint"
          maxLength={100}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </Field>
      <Field id="filter-direction" label="Order">
        <Select id="filter-direction" name="direction" defaultValue={asked.direction ?? 'desc'} options={directions} />
      </Field>
      {asked.correlation && <input type="hidden" name="correlation" value={asked.correlation} />}
      {asked.perPage && <input type="hidden" name="perPage" value={asked.perPage} />}
      <div className="flex flex-wrap gap-2 sm:col-span-2">
        <Button type="submit" variant="primary">
          Apply filters
        </Button>
        <ButtonLink href="/audit" variant="ghost">
          Clear all
        </ButtonLink>
      </div>
    </div>
  )
}
