'use client'
import { SelectField, TextField } from '../form/fields.tsx'
import { GroupPicker } from '../groups/group-picker.tsx'
import { GrowingList } from './growing-list.tsx'
import { MOST_LINES } from './pool-form.ts'

type Named = { id: string; name: string }
/** A role as a form offers it: `givable` everywhere, `givableWithin` at least within some group of the giver's. */
export type OfferedRole = Named & { givable: boolean; givableWithin: boolean }
/** What the viewer may put into a form that gives something: no `roles` when they may not give any, and where they may give. */
export type GivingOffers = {
  roles: readonly OfferedRole[] | null
  /** Whether the right behind the form is limited to groups, and one of them has to be named. */
  limited: boolean
  /** Whether groups can be looked up; without that they have to be known by name. */
  searches: boolean
  /** The only group that somebody limited can name. */
  only: Named | null
}
/** What is given already. */
export type Given = { group: Named | null; groups: readonly Named[]; roles: readonly { roleId: string; reachGroup: Named | null }[] }
/** Nothing yet. */
export const NOTHING_GIVEN: Given = { group: null, groups: [], roles: [] }

/** A few lines more than there are: everybody finds an empty one, and no page carries twenty that nobody needs. */
const room = (used: number, most: number) => Math.min(most, Math.max(used + 5, 8))

function roleOptions(roles: readonly OfferedRole[]) {
  const offered = roles.map(({ id, name, givable, givableWithin }) => ({
    value: id,
    label: !givableWithin ? `${name} (allows what you may not do yourself)` : givable ? name : `${name} (within your groups only)`,
    disabled: !givableWithin,
  }))
  return [{ value: '', label: 'No role' }, ...offered]
}

function Group({
  name,
  label,
  hint,
  optional = true,
  group,
  searches,
}: {
  name: string
  label: string
  hint?: string | undefined
  optional?: boolean | undefined
  group?: Named | null | undefined
  searches: boolean
}) {
  const field = { name, label, hint, optional }
  return searches ? <GroupPicker {...field} defaultGroup={group} /> : <TextField {...field} autoComplete="off" />
}

/** The group that people come into: whoever approves for it decides about them. */
export const TargetGroup = ({ offers: { limited, searches, only }, given, hint }: { offers: GivingOffers; given: Given; hint: string }) => (
  <Group name="groupId" label="Group" optional={!limited} group={given.group ?? only} searches={searches} hint={hint} />
)

/** Further groups that people come into, one line each. */
export const FurtherGroups = ({ offers: { searches }, given: { groups } }: { offers: GivingOffers; given: Given }) => (
  <GrowingList shown={groups.length} most={room(groups.length, MOST_LINES.groups)} add="Add a further group">
    {(n) => <Group name={`group${n}`} label={`Further group ${n}`} group={groups[n - 1]} searches={searches} />}
  </GrowingList>
)

/** Roles that people get, each with where it holds. */
export function GivenRoles({ offers: { roles, searches, limited }, given }: { offers: GivingOffers; given: Given }) {
  if (!roles) return <p className="text-ink-soft">You may not give roles, so nobody gets one here.</p>
  const options = roleOptions(roles)
  return (
    <GrowingList
      shown={given.roles.length}
      most={room(given.roles.length, MOST_LINES.roles)}
      add={given.roles.length === 0 ? 'Add a role' : 'Add another role'}
    >
      {(n) => (
        <div className="grid items-start gap-3 sm:grid-cols-2">
          <SelectField name={`role${n}`} label={`Role ${n}`} options={options} />
          <Group
            name={`reach${n}`}
            label="Only within"
            optional={!limited}
            group={given.roles[n - 1]?.reachGroup ?? null}
            searches={searches}
            hint={
              limited
                ? 'A group of yours: the role holds for it and its sub-groups.'
                : 'The role holds for this group and its sub-groups only. Empty: everywhere.'
            }
          />
        </div>
      )}
    </GrowingList>
  )
}

/** The starting values of these fields, beside what the pickers know by themselves: what is not given is left out. */
export function givingDefaults({ group, groups, roles }: Given, searches: boolean): Record<string, string> {
  const shown = (name: string, one: Named | null) => (one ? [[name, searches ? one.id : one.name] as const] : [])
  return Object.fromEntries([
    ...shown('groupId', group),
    ...groups.flatMap((one, n) => shown(`group${n + 1}`, one)),
    ...roles.flatMap(({ roleId, reachGroup }, n) => [[`role${n + 1}`, roleId] as const, ...shown(`reach${n + 1}`, reachGroup)]),
  ])
}
