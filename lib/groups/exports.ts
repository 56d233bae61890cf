import { sql as raw } from 'kysely'
import { notFound } from '../core/errors.ts'
import { defineExport } from '../core/export.ts'
import { keysetBatches } from '../core/keyset-batches.ts'
import { usersWithin } from '../users/scope.ts'
import { all, memberCondition } from './conditions.ts'
import { exportGroupMembersInput } from './list.ts'
import { groupsWithin } from './scope.ts'

const COLUMNS = ['username', 'email', 'name', 'group', 'role', 'until', 'added', 'added_by', 'status'] as const

/**
 * The members of a group as a file, oldest first, with those of its sub-groups if wanted; only users whom the actor may export, of a group
 * that they may see. `username` and `email` are as `addGroupMembers` takes them.
 */
export const exportGroupMembers = defineExport({
  name: 'exportGroupMembers',
  permission: 'user:export',
  input: exportGroupMembersInput,
  limit: { points: 10, seconds: 60 },
  prepare: async ({ actor, sql }, { groupId }) => {
    const found = await raw<{ name: string }>`select name from groups where groups.id = ${groupId}::uuid
      and ${groupsWithin(actor, 'group:read')}`.execute(sql)
    if (!found.rows[0]) throw notFound('Group')
    return found.rows[0]
  },
  columns: () => COLUMNS.map((key) => ({ key, header: key })),
  audit: ({ format, groupId, role, state, from }, { name }) => ({
    event: 'users.exported',
    entry: {
      target: { type: 'group', id: groupId, label: name },
      detail: {
        format,
        scope: 'filtered',
        query: new URLSearchParams({ group: groupId, role, state, from }).toString(),
        columns: [...COLUMNS],
      },
    },
  }),
  rows: ({ actor, sql }, { groupId, role, state, from }) => {
    const groups =
      from === 'direct'
        ? raw<boolean>`member.group_id = ${groupId}::uuid`
        : raw<boolean>`member.group_id in (select group_id from group_tree where ancestor_id = ${groupId}::uuid)`
    return keysetBatches(sql, {
      columns: raw`users.username, users.email, users.full_name as name, groups.name as "group", member.role::text as role, member.valid_until as until,
        member.added_at as added, member.added_by_label as added_by, users.status::text as status`,
      from: raw`group_members member join users on users.id = member.user_id join groups on groups.id = member.group_id`,
      where: all([groups, memberCondition({ role, state }), usersWithin(actor, 'user:export')]),
      sort: { expression: raw`member.added_at`, type: 'timestamptz' },
      direction: 'asc',
      id: raw`member.user_id`,
    })
  },
})
