import { exactTime } from '../core/format.ts'
import { defineMutation } from '../core/operation.ts'
import { queueMails, type Mail } from '../mail/steps.ts'
import { REMINDER_BATCH, REMINDER_DAYS } from './rules.ts'
import { remindMembersInput } from './schema.ts'
import { userTarget } from './steps-members.ts'

type Ending = { groupId: string; group: string; id: string; username: string; email: string; fullName: string; validUntil: Date }

/**
 * Tells active members whose time in a group ends within seven days, once for every end, soonest first and at most 500 at once; gives back
 * how many. Who was told is noted in the transaction that writes the mails: killed in between, neither is there. Run twice at once, each
 * takes others.
 */
export const remindMembers = defineMutation({
  name: 'remindMembers',
  permission: 'system:remind-members',
  input: remindMembersInput,
  timeoutSeconds: 60,
  async run({ tx, audit }) {
    const ending = await tx.$queryRaw<Ending[]>`
      with due as (
        select member.group_id, member.user_id from group_members member join users on users.id = member.user_id
        where member.valid_until > now() and member.valid_until <= now() + make_interval(days => ${REMINDER_DAYS})
          and member.reminded_until is distinct from member.valid_until and users.status = 'ACTIVE'
        order by member.valid_until limit ${REMINDER_BATCH} for update of member skip locked),
      told as (
        update group_members member set reminded_until = member.valid_until from due
        where member.group_id = due.group_id and member.user_id = due.user_id returning member.group_id, member.user_id, member.valid_until)
      select told.group_id::text as "groupId", groups.name as "group", users.id::text as id, username, email, full_name as "fullName",
        told.valid_until as "validUntil"
      from told join groups on groups.id = told.group_id join users on users.id = told.user_id order by told.valid_until, users.id`
    if (ending.length === 0) audit.unchanged()
    await queueMails(
      tx,
      ending.map((member): Mail => ({
        template: 'group-end-reminder',
        values: { name: member.fullName || member.username, group: member.group, until: exactTime(member.validUntil) },
        toAddress: member.email,
        toName: member.fullName,
        userId: member.id,
      })),
    )
    await audit.recordMany(
      'group.end-reminded',
      ending.map((member) => ({
        target: userTarget(member),
        detail: { group: member.group, groupId: member.groupId, validUntil: member.validUntil.toISOString() },
      })),
    )
    return ending.length
  },
})
