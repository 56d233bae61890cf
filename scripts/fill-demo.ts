import { systemActor } from '../lib/core/actor.ts'
import { env } from '../lib/core/env.ts'
import { BUILT_IN_ROLES } from '../lib/roles/built-in.ts'
import { grantRole } from '../lib/roles/mutations.ts'
import { createUsers } from '../lib/users/mutations-import.ts'
import { deactivateUser, deleteUser, recordSignIn } from '../lib/users/mutations-lifecycle.ts'
import type { RowResult } from '../lib/users/steps-import.ts'
import { fillGroups } from './fill-demo-groups.ts'
import { fillMemberships } from './fill-demo-memberships.ts'

const USERS = 10_000
const BATCH = 1_000
const DAY = 86_400_000

const FIRST =
  `Ada Aino Akira Alejandra Amara Amina Ana Anders Anja Beatriz Björn Bogdan Camille Chidi Chiara Daan Diego Dilara Eero Elif Elin Emeka
  Émile Eva Farid Fatima Freya Goran Grażyna Hana Hugo Ibrahim Ines Ingrid Ivana Jakub Jasmin João José Jürgen Kaisa Karim Katarína Kofi Lars Leila
  Lina Łukasz Maja Marek María Mateo Mei Miguel Mila Nadia Naoko Niamh Noor Ola Olga Omar Päivi Paulo Petra Priya Rana Ravi Renée Rosa Saanvi Salma
  Sanna Siobhán Søren Sunita Tamar Tariq Tomáš Ugo Vera Viktor Yara Yusuf Zainab Zoë Олена Иван 花子 健太 敏 伟`.split(/\s+/)
const LAST =
  `Ahmed Åberg Andersen Bauer Bianchi Çelik Costa Dąbrowska Diallo Dubois Eriksson Fernández Fischer García Gómez Haddad Hansen Horvat
  Ibáñez Ivanova Jansen Jovanović Kaya Khan Kim Koskinen Kovač Kowalski Laine Larsen Le Lindqvist López Mäkinen Martin Mendes Meyer Moreau Müller
  Nagy Nakamura Ndiaye Nguyễn Novák Ó'Brien Okafor Öztürk Patel Pereira Petrov Popescu Ramos Rossi Sánchez Santos Schmidt Silva Singh Smith Sousa
  Suzuki Svensson Taylor Tran Ünal Virtanen Weber Wójcik Yamamoto Yıldız Zhang Шевченко Петров 佐藤 田中 王 李`.split(/\s+/)
const ORGANISATIONS = [
  '',
  'Harbour Library',
  'Northern Clinic',
  'Riverside School',
  'Open Maps Society',
  'City Theatre',
  'Łódź Maker Space',
  '東京研究所',
]

/** Numbers that look random and are the same in every run, so that a second run finds what the first one made. */
function numbersFrom(seed: number) {
  let state = (seed + 1) * 2_654_435_761
  return (below: number) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9
    return ((state ^ (state >>> 13)) >>> 0) % below
  }
}

/** Letters for a username. Stroke letters have no accent that NFD could take off. */
const plain = (name: string) =>
  name
    .normalize('NFD')
    .replace(/[łŁ]/g, 'l')
    .replace(/[øØ]/g, 'o')
    .replace(/[đĐ]/g, 'd')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()

/** The n-th demonstration user; the same in every run. */
function demoUser(n: number) {
  const below = numbersFrom(n)
  const [firstName, lastName] = [FIRST[below(FIRST.length)] ?? '', LAST[below(LAST.length)] ?? '']
  const username = `${[plain(firstName), plain(lastName)].filter(Boolean).join('.') || 'user'}.${n}`
  return {
    username,
    email: `${username}@example.org`,
    firstName,
    lastName,
    organisation: ORGANISATIONS[below(ORGANISATIONS.length)] ?? '',
    bio: below(4) === 0 ? 'Looks after the meetings and the mailing list.' : '',
    emailPrivacy: (['public', 'private', 'never'] as const)[below(3)],
    dateJoined: new Date(Date.UTC(2019, 0, 1) + below(2_800) * DAY).toISOString(),
  }
}

export type DemoUser = ReturnType<typeof demoUser>

/** What hangs on the n-th user: every 20th has a role, every 40th is deactivated, every 100th in the trash, every 7th has signed in. */
async function dress(n: number, userId: string) {
  const actor = systemActor('demo')
  const roles = BUILT_IN_ROLES.filter((role) => !role.holdsAll)
  if (n % 7 === 0) await recordSignIn(actor, { userId, at: new Date(Date.now() - ((n * 37) % 400) * DAY).toISOString() })
  if (n % 20 === 0) await grantRole(actor, { userId, roleId: roles[(n / 20) % roles.length]?.id })
  if (n % 40 === 1) await deactivateUser(actor, { userId, reason: 'Left the organisation' })
  if (n % 100 === 2) await deleteUser(actor, { userId, reason: 'Duplicate account' })
}

const isNew = (result: RowResult) => result.outcome === 'created'

/** Fills the database with 10,000 users, their roles, memberships and groups, all through operations. A second run adds what is missing only. */
export async function fillDemo() {
  if (env.smtpUrl) throw new Error('Nothing was created. The demonstration deactivates users, which sends them mail: unset SMTP_URL first.')
  const actor = systemActor('demo')
  let [created, members] = [0, 0]
  for (let start = 0; start < USERS; start += BATCH) {
    const users = Array.from({ length: BATCH }, (_, n) => demoUser(start + n))
    const { results } = await createUsers(actor, { users })
    for (const result of results.filter(isNew)) if (result.outcome === 'created') await dress(start + result.row, result.userId)
    members += await fillMemberships(
      results.flatMap((result) => {
        const user = users[result.row]
        return result.outcome === 'refused' || !user ? [] : [{ n: start + result.row, userId: result.userId, user }]
      }),
    )
    created += results.filter(isNew).length
    console.log(`${start + BATCH} of ${USERS}: ${created} created, ${members} became members.`)
  }
  await fillGroups(Array.from({ length: USERS }, (_, n) => demoUser(n).username))
  console.log('The demonstration users, their memberships and groups are there.')
}
