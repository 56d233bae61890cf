import { PERMISSIONS } from '../../lib/core/permissions.ts'

/** A permission that roles may carry, as the editor shows it. `includes` names what comes with it. */
export type OfferedPermission = {
  name: string
  description: string
  builtIn: boolean
  privileged: boolean
  everywhereOnly: boolean
  includes: readonly string[]
}

/** Permissions about the same thing, under its name. `about` says what a group of them has in common where the name does not. */
export type Noun = { key: string; label: string; about: string | null; permissions: readonly OfferedPermission[] }

const LABELS: Record<string, string> = {
  user: 'Users',
  session: 'Sessions',
  role: 'Roles',
  permission: 'Permissions',
  group: 'Groups',
  membership: 'Memberships',
  'custom-field': 'Extra fields',
  note: 'Notes',
  banner: 'Site banners',
  enrollment: 'People asking to join',
  audit: 'Audit log',
  statistics: 'Statistics',
  settings: 'Settings',
  job: 'Background jobs',
  outbox: 'Outgoing mail',
}
const AREAS = 'CAN_'
const CLIENTS = 'client'
const ORDER = [AREAS, ...Object.keys(LABELS)]

/** What a permission is about: the word before the colon; the application before the dot, for those that administrators define. */
function keyOf({ name, builtIn, privileged }: OfferedPermission): string {
  if (!builtIn) return `own ${name.split('.')[0] ?? name}`
  if (!name.startsWith('CAN_')) return name.split(':')[0] ?? name
  return privileged ? AREAS : CLIENTS
}

function titleOf(key: string): Pick<Noun, 'label' | 'about'> {
  if (key === AREAS) return { label: 'Whole areas', about: 'Most bring others along.' }
  if (key === CLIENTS)
    return { label: 'Client applications', about: 'Asked for by other programs. Gatehouse itself does nothing with them.' }
  if (key.startsWith('own ')) return { label: key.slice(4), about: 'Defined here for your own application.' }
  return { label: LABELS[key] ?? key.charAt(0).toUpperCase() + key.slice(1), about: null }
}

const placeOf = (key: string) => {
  const place = ORDER.indexOf(key)
  if (place >= 0) return place
  return key === CLIENTS ? ORDER.length + 1 : key.startsWith('own ') ? ORDER.length + 2 : ORDER.length
}

/** Permissions by what they are about: whole areas, then the things of Gatehouse, then what is for other applications. */
export function byNoun(permissions: readonly OfferedPermission[]): Noun[] {
  const nouns = new Map<string, OfferedPermission[]>()
  for (const permission of permissions) {
    const key = keyOf(permission)
    const known = nouns.get(key)
    if (known) known.push(permission)
    else nouns.set(key, [permission])
  }
  return [...nouns]
    .map(([key, found]) => ({ key, ...titleOf(key), permissions: found.sort(inOrder) }))
    .sort((a, b) => placeOf(a.key) - placeOf(b.key) || a.label.localeCompare(b.label, 'en'))
}

const CATALOGUE = Object.keys(PERMISSIONS)
/** As the catalogue has them, which is from looking to deleting; others by name. */
const inOrder = (a: OfferedPermission, b: OfferedPermission) =>
  a.builtIn && b.builtIn ? CATALOGUE.indexOf(a.name) - CATALOGUE.indexOf(b.name) : a.name.localeCompare(b.name, 'en')

/** Whether every word of the text is in the permission's name, its description or what it is about; without regard to case. */
export function fitsSearch({ name, description }: OfferedPermission, { label }: Pick<Noun, 'label'>, text: string): boolean {
  const hay = `${name} ${description} ${label}`.toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word))
}
