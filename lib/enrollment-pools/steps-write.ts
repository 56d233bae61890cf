import { changesBetween, type AuditChanges } from '../audit/events.ts'
import type { Tx } from '../core/db.ts'
import type { Gives } from './steps-rights.ts'
import type { PoolSettings } from './schema.ts'
import type { PoolRecord } from './steps.ts'

const COLUMNS = [
  'name',
  'welcome',
  'terms',
  'expiresAt',
  'quota',
  'domains',
  'needsApproval',
  'needsSecondApprover',
  'needsApprovalCode',
  'listed',
  'certificate',
  'questions',
  'extra',
] as const

/** The settings that are columns of the pool itself. */
export const columnsOf = (settings: PoolSettings) =>
  Object.fromEntries(COLUMNS.map((name) => [name, settings[name]])) as Pick<PoolSettings, (typeof COLUMNS)[number]>

/** Writes what these pools give beside the group that they are for: the roles and further groups, the same for all. */
export async function writeGives(tx: Tx, poolIds: readonly string[], { roles, groupIds }: Gives): Promise<void> {
  if (roles.length > 0)
    await tx.enrollmentPoolRole.createMany({ data: poolIds.flatMap((poolId) => roles.map((role) => ({ poolId, ...role }))) })
  if (groupIds.length > 0)
    await tx.enrollmentPoolGroup.createMany({ data: poolIds.flatMap((poolId) => groupIds.map((groupId) => ({ poolId, groupId }))) })
}

/** The same for a pool that has other ones. */
export async function replaceGives(tx: Tx, poolId: string, gives: Gives): Promise<void> {
  await tx.enrollmentPoolRole.deleteMany({ where: { poolId } })
  await tx.enrollmentPoolGroup.deleteMany({ where: { poolId } })
  await writeGives(tx, [poolId], gives)
}

type Named = { id: string; name: string }
/** Settings as the log has them: groups and roles by name. */
async function inWords(tx: Tx, settings: PoolSettings[]): Promise<Record<string, unknown>[]> {
  const groupIds = settings.flatMap(({ groupId, groupIds: further, roles }) => [
    ...(groupId ? [groupId] : []),
    ...further,
    ...roles.flatMap(({ reachGroupId }) => reachGroupId ?? []),
  ])
  const roleIds = settings.flatMap(({ roles }) => roles.map(({ roleId }) => roleId))
  const groups = await tx.group.findMany({ where: { id: { in: groupIds } }, select: { id: true, name: true } })
  const roles = await tx.role.findMany({ where: { id: { in: roleIds } }, select: { id: true, name: true } })
  const nameOf = (known: readonly Named[], id: string) => known.find((each) => each.id === id)?.name ?? id
  return settings.map((each) => ({
    ...columnsOf(each),
    expiresAt: each.expiresAt?.toISOString() ?? null,
    questions: JSON.stringify(each.questions),
    extra: JSON.stringify(each.extra),
    domains: each.domains.join(', '),
    group: each.groupId && nameOf(groups, each.groupId),
    groups: each.groupIds.map((id) => nameOf(groups, id)).sort().join(', '), // prettier-ignore
    roles: each.roles.map(({ roleId, reachGroupId }) => nameOf(roles, roleId) + (reachGroupId ? ` in ${nameOf(groups, reachGroupId)}` : '')).sort().join(', '), // prettier-ignore
  }))
}

/** What differs between two settings of a pool, for the log; `before` null for a new one. */
export async function changesOf(tx: Tx, before: PoolSettings | null, after: PoolSettings): Promise<AuditChanges> {
  const [new_, old] = await inWords(tx, before ? [after, before] : [after])
  const words = new_ ?? {}
  if (old) return changesBetween(old, words, Object.keys(words))
  return Object.fromEntries(Object.entries(words).flatMap(([name, value]) => (value === '' || value === null || value === '[]' || value === '{}' ? [] : [[name, { before: null, after: value }]]))) // prettier-ignore
}

/** Writes all settings of a pool and moves its version on. The row must be locked. */
export async function writeSettings(tx: Tx, pool: PoolRecord, settings: PoolSettings): Promise<void> {
  await tx.enrollmentPool.update({
    where: { id: pool.id },
    data: { ...columnsOf(settings), groupId: settings.groupId, updatedAt: new Date(), version: { increment: 1 } },
    select: { id: true },
  })
  await replaceGives(tx, pool.id, settings)
}
