import { systemActor, type MembershipType } from '../lib/core/actor.ts'
import { isAppError } from '../lib/core/errors.ts'
import { createMembership } from '../lib/memberships/mutations.ts'
import type { DemoUser } from './fill-demo.ts'

const PLACES = [
  ['Turku', 'Southwest Finland', '20100', 'Finland'],
  ['Łódź', 'Łódź Voivodeship', '90-001', 'Poland'],
  ['Lyon', 'Auvergne-Rhône-Alpes', '69001', 'France'],
  ['Sapporo', 'Hokkaido', '060-0001', 'Japan'],
  ['San José', 'San José', '10101', 'Costa Rica'],
  ['Accra', 'Greater Accra', 'GA-183', 'Ghana'],
  ['Pune', 'Maharashtra', '411001', 'India'],
] as const
const TYPES: readonly MembershipType[] = [
  'basic',
  'basic',
  'basic',
  'basic',
  'supporting',
  'basic',
  'contributing',
  'basic',
  'sponsor',
  'fellow',
]

/** The membership of the n-th demonstration user; every 3rd has one. */
function demoMembership(n: number, { firstName, lastName, email }: DemoUser) {
  const [city, region, postalCode, country] = PLACES[n % PLACES.length] ?? PLACES[0]
  const type = n % 300 === 0 ? 'managing' : (TYPES[(n / 3) % TYPES.length] ?? 'basic')
  return {
    type,
    legalName: `${firstName} ${lastName}`,
    preferredName: firstName,
    emailAddress: email,
    ...{ city, region, postalCode, country },
    codeOfConduct: n % 30 !== 0,
    announcements: n % 2 === 0,
    votes: type !== 'basic' && n % 4 !== 0,
  }
}

/** Makes a member of every 3rd of these users who is none yet; says of how many. */
export async function fillMemberships(users: readonly { n: number; userId: string; user: DemoUser }[]): Promise<number> {
  let created = 0
  for (const { n, userId, user } of users.filter(({ n }) => n % 3 === 0)) {
    try {
      await createMembership(systemActor('demo'), { userId, ...demoMembership(n, user) })
      created++
    } catch (error) {
      if (!isAppError(error) || (error.code !== 'CONFLICT' && error.code !== 'RULE')) throw error
    }
  }
  return created
}
