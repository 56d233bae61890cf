import '#server-only'
import { sql as raw } from 'kysely'
import { can } from '../core/actor.ts'
import { defineQuery } from '../core/operation.ts'
import { setting } from '../settings/read.ts'
import { SUMMARY, type UserSummary } from '../users/columns.ts'
import { usersWithin } from '../users/scope.ts'
import { currentFigures } from './figures.ts'
import { healthNow } from './health.ts'
import { getOverviewInput, signUpsByMonthInput } from './schema.ts'

const LATEST = 10

/**
 * What the home page shows: figures over everything, counted at most once a minute by this process; the state of mail, jobs and database
 * at this moment; and the latest ten users that the actor may see, null when they may see none. Seed 000's dashboard.
 */
export const getOverview = defineQuery({
  name: 'getOverview',
  permission: 'statistics:read',
  input: getOverviewInput,
  async run({ actor, sql }) {
    const latest = async () => {
      if (!can(actor, 'user:read')) return null
      const found = await raw<UserSummary>`select ${SUMMARY} from users where ${usersWithin(actor, 'user:read')}
        and status in ('ACTIVE', 'DEACTIVATED') order by created_at desc, id desc limit ${LATEST}`.execute(sql)
      return found.rows
    }
    const [figures, health, latestSignUps] = await Promise.all([currentFigures(sql), healthNow(sql), latest()])
    return { figures, health, latest: latestSignUps, trashDays: setting('trash.days') }
  },
})

/** How many users were created in each month of a year, 1 to 12, all twelve always there (seed 001 user_signups_per_month). Months are UTC. */
export const countSignUpsByMonth = defineQuery({
  name: 'countSignUpsByMonth',
  permission: 'statistics:read',
  input: signUpsByMonthInput,
  async run({ sql }, { year }) {
    const found = await raw<{ month: number; count: number }>`
      select extract(month from created_at at time zone 'UTC')::int as month, count(*)::int as count from users
      where created_at >= make_date(${year}::int, 1, 1)::timestamp at time zone 'UTC'
        and created_at < (make_date(${year}::int, 12, 31) + 1)::timestamp at time zone 'UTC' group by 1`.execute(sql)
    const counts = new Map(found.rows.map(({ month, count }) => [month, count]))
    return Object.fromEntries(Array.from({ length: 12 }, (_, index) => [index + 1, counts.get(index + 1) ?? 0])) as Record<number, number>
  },
})
