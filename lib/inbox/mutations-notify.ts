// What approvers are told of by mail. Each note that somebody was told is written in the transaction that writes the mails: killed in
// between, neither is there; run twice at once, each takes others.
import { isAppError } from '../core/errors.ts'
import { defineMutation } from '../core/operation.ts'
import { countAgainst } from '../core/rate-limit.ts'
import { setting } from '../settings/read.ts'
import { BADGE_LIMIT, DIGEST_BATCH, MOST_NOTICES_AN_HOUR } from './rules.ts'
import { batchInput, notifyApproversInput } from './schema.ts'
import { approversOf, mailTo, type Approver } from './steps-approvers.ts'
import { claim, claimOverdue } from './steps-claim.ts'

/** Whether one more mail for each item goes out in this hour: a flood of requests must not become a flood of mails. */
async function isCalm(): Promise<boolean> {
  try {
    await countAgainst({ points: MOST_NOTICES_AN_HOUR, seconds: 3_600 }, 'inbox.notify')
    return true
  } catch (error) {
    if (isAppError(error) && error.code === 'RATE_LIMITED') return false
    throw error
  }
}

/**
 * Tells at most 50 approvers, who want a mail for each, of an item that waits for them; once, however often it runs. Beyond 60 items an hour
 * nobody is told of the next: the inbox, digests and reminders have them. Gives how many were told.
 */
export const notifyApprovers = defineMutation({
  name: 'notifyApprovers',
  permission: 'system:maintain-enrollments',
  input: notifyApproversInput,
  async run({ tx, audit }, { kind, itemId }) {
    const item = await claim(tx, kind, itemId)
    if (!item || !(await isCalm())) return (audit.unchanged(), 0)
    const { groupId, who, place, reason, email } = item
    const approvers = await approversOf(tx, groupId, [email])
    await mailTo(tx, approvers, (_, name) => ({ template: 'approval-needed', values: { name, kind, itemId, who, place, reason } }))
    await audit.record('approvers.notified', {
      target: { type: 'approvers', id: null, label: place || 'approvers' },
      detail: { approvers: approvers.length, items: 1 },
    })
    return approvers.length
  },
})

type DigestOf = Approver & { waiting: number }

/**
 * Mails to approvers who want one message a day how much waits for them, if anything does: each once a day (UTC), 100 users at a time. Gives
 * how many users were looked at; fewer than 100 means that all are.
 */
export const mailDigests = defineMutation({
  name: 'mailDigests',
  permission: 'system:maintain-enrollments',
  input: batchInput,
  timeoutSeconds: 60,
  async run({ tx, audit }) {
    const looked = await tx.$queryRaw<DigestOf[]>`
      with due as (
        select id from users where preferences ->> 'approvalMail' = 'daily' and status = 'ACTIVE'
          and not exists (select from approver_digests sent where sent.user_id = users.id and sent.sent_on >= (now() at time zone 'UTC')::date)
        order by id limit ${DIGEST_BATCH}),
      taken as (
        insert into approver_digests as sent (user_id, sent_on) select id, (now() at time zone 'UTC')::date from due order by id
        on conflict (user_id) do update set sent_on = excluded.sent_on where sent.sent_on < excluded.sent_on returning user_id)
      select users.id::text as id, users.username, users.email, users.full_name as "fullName", coalesce((
        select case when count(*) > 0 then pending_work(users.id, case when count(*) = count(held.reach_group_id) then array_agg(held.reach_group_id) end,
          ${BADGE_LIMIT + 1}) end
        from (select paths.permission, paths.reach_group_id from effective_permission_paths paths where paths.user_id = users.id offset 0) as held
        where held.permission = 'enrollment:approve'), 0) as waiting
      from taken join users on users.id = taken.user_id`
    const people = looked.filter(({ waiting }) => waiting > 0)
    await mailTo(tx, people, ({ waiting }, name) => ({
      template: 'approval-digest',
      values: { name, waiting: Math.min(waiting, BADGE_LIMIT), more: waiting > BADGE_LIMIT },
    }))
    if (people.length === 0) audit.unchanged()
    else
      await audit.record('approvers.notified', {
        target: { type: 'approvers', id: null, label: 'approvers who want one mail a day' },
        detail: { approvers: people.length, items: Math.max(...people.map(({ waiting }) => waiting)) },
      })
    return looked.length
  },
})

/**
 * Reminds approvers who want a mail for each, at most 50 for each group, of what has waited for so many days as the setting says: every item
 * once, up to 500 of each kind at a time and in one message for each approver. Who gets one message a day has read it there. Gives how many
 * items; none when the setting is 0.
 */
export const remindApprovers = defineMutation({
  name: 'remindApprovers',
  permission: 'system:maintain-enrollments',
  input: batchInput,
  timeoutSeconds: 60,
  async run({ tx, audit }) {
    const days = setting('enrollment.remindDays')
    const overdue = days === 0 ? [] : await claimOverdue(tx, days)
    if (overdue.length === 0) return (audit.unchanged(), 0)
    const told = new Map<string, Approver & { items: number }>()
    for (const { groupId, items } of overdue)
      for (const approver of await approversOf(tx, groupId))
        told.set(approver.id, { ...approver, items: (told.get(approver.id)?.items ?? 0) + items })
    const sum = overdue.reduce((all, { items }) => all + items, 0)
    await mailTo(tx, [...told.values()], ({ items }, name) => ({ template: 'approval-reminder', values: { name, items, days } }))
    await audit.record('approvers.reminded', {
      target: { type: 'approvers', id: null, label: `${told.size} ${told.size === 1 ? 'approver' : 'approvers'}` },
      detail: { items: sum },
    })
    return sum
  },
})
