import { systemActor } from '../lib/core/actor.ts'
import { createGroup } from '../lib/groups/mutations.ts'
import { approveGroup, trustGroup } from '../lib/groups/mutations-flags.ts'
import { addGroupMembers } from '../lib/groups/mutations-members.ts'
import { isAppError } from '../lib/core/errors.ts'
import { BUILT_IN_ROLES } from '../lib/roles/built-in.ts'
import { grantRole } from '../lib/roles/mutations.ts'
import { searchGroups } from '../lib/groups/queries.ts'

const actor = systemActor('demo')
const TOP = 'Chapters'
/** Chapters and the meetups in them. */
const CHAPTERS: Record<string, readonly string[]> = {
  'Nordic chapter': ['Turku', 'Malmö', 'Ålesund'],
  'Baltic chapter': ['Tartu', 'Rīga', 'Kaunas'],
  'Central European chapter': ['Łódź', 'Brno', 'Graz'],
  'Iberian chapter': ['Porto', 'Málaga', 'Bilbao'],
  'West African chapter': ['Accra', 'Lomé', 'Ibadan'],
  'South Asian chapter': ['Pune', 'Kandy', 'Sylhet'],
  'East Asian chapter': ['札幌', 'Busan', 'Tainan'],
  'Andean chapter': ['Cusco', 'Cuenca', 'Medellín'],
}
const MEETUPS = Object.values(CHAPTERS)
  .flat()
  .map((place) => `${place} meetup`)
/** Who is in the few groups that carry roles, by the numbers of the demonstration users. */
const TEAMS = {
  Board: { from: 100, to: 109, role: 'Auditor', within: null },
  'Chapter support': { from: 110, to: 119, role: 'Group manager', within: TOP },
  'Front desk': { from: 120, to: 129, role: 'Staff', within: null },
} as const

async function idOf(name: string): Promise<string> {
  const found = (await searchGroups(actor, { q: name, limit: 20 })).find((group) => group.name === name)
  if (!found) throw new Error(`There is no group “${name}”.`)
  return found.id
}

/** The group of this name as it is, or a new one; whoever looks around may have changed theirs. */
async function group(name: string, fields: object, { approved = false, trusted = false } = {}): Promise<string> {
  try {
    const { groupId } = await createGroup(actor, { name, ...fields })
    if (approved) await approveGroup(actor, { groupId })
    if (trusted) await trustGroup(actor, { groupId })
    return groupId
  } catch (error) {
    if (isAppError(error) && error.code === 'CONFLICT') return idOf(name)
    throw error
  }
}

async function addTo(groupId: string, usernames: readonly string[], more: object = {}) {
  if (usernames.length > 0) await addGroupMembers(actor, { groupId, list: usernames.join('\n'), ...more })
}

/** Meetups: every second user is in one, every 400th manages it, and the time of every 10th ends with next year. */
async function fillMeetup(groupId: string, index: number, usernames: readonly string[]) {
  const own = usernames.flatMap((username, n) => (n % 2 === 0 && (n / 2) % MEETUPS.length === index ? [{ n, username }] : []))
  const named = (fits: (n: number) => boolean) => own.flatMap(({ n, username }) => (fits(n) ? [username] : []))
  const end = `${new Date().getUTCFullYear() + 1}-12-31`
  await addTo(groupId, named((n) => n % 400 === 0), { role: 'manager' }) // prettier-ignore
  await addTo(groupId, named((n) => n % 400 !== 0 && n % 10 === 0), { validUntil: end }) // prettier-ignore
  await addTo(groupId, named((n) => n % 400 !== 0 && n % 10 !== 0)) // prettier-ignore
}

async function fillChapters(usernames: readonly string[]) {
  const top = await group(TOP, { description: 'All local chapters and their meetups.' }, { approved: true })
  for (const [index, [chapter, places]] of Object.entries(CHAPTERS).entries()) {
    const trusted = index % 2 === 0
    const parentId = await group(chapter, { parentId: top, startDate: `20${15 + index}-03-14` }, { approved: true, trusted })
    for (const place of places) {
      const name = `${place} meetup`
      const at = MEETUPS.indexOf(name)
      const fields = { parentId, location: place, urlType: 'meetup', url: `https://meetups.example.org/${at + 1}` }
      await fillMeetup(await group(name, fields, { approved: at % 6 !== 5, trusted: trusted && at % 6 !== 5 }), at, usernames)
    }
  }
}

/** Groups three deep with thousands of members, and three teams whose members hold roles through them. A second run adds what is missing. */
export async function fillGroups(usernames: readonly string[]): Promise<void> {
  await fillChapters(usernames)
  for (const [name, { from, to, role, within }] of Object.entries(TEAMS)) {
    const groupId = await group(name, {})
    await addTo(groupId, usernames.slice(from, to + 1))
    const roleId = BUILT_IN_ROLES.find((each) => each.name === role)?.id
    await grantRole(actor, { groupId, roleId, ...(within === null ? {} : { reachGroupId: await idOf(within) }) })
  }
}
