import { createHash } from 'node:crypto'
import { PERMISSIONS, PERMISSION_NAMES, closureOf, fixedIdOf, isImplicit, isPrivileged, type Permission } from '../core/permissions.ts'
import type { Tx } from '../core/db.ts'
import { BUILT_IN_ROLES, type BuiltInRole } from './built-in.ts'

const carried = PERMISSION_NAMES.filter((name) => !isImplicit(name))

/** A stable id for permissions that no older system gave one: the same in every installation. */
function idOf(name: Permission): string {
  const hash = createHash('sha256').update(`gatehouse permission ${name}`).digest('hex')
  return fixedIdOf(name) ?? `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}

/** Mirrors the catalogue into `permissions`; gives back the names that are new. Descriptions follow the catalogue. */
export async function mirrorPermissions(tx: Tx): Promise<string[]> {
  const rows = carried.map((name) => ({ name, id: idOf(name), description: PERMISSIONS[name].description, privileged: isPrivileged(name) }))
  const written = await tx.$queryRaw<{ name: string; added: boolean }[]>`
    insert into permissions as kept (name, id, description, privileged, built_in)
    select name, id, description, privileged, true
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (name text, id uuid, description text, privileged boolean)
    on conflict (name) do update set description = excluded.description, privileged = excluded.privileged, built_in = true
      where (kept.description, kept.privileged, kept.built_in) is distinct from (excluded.description, excluded.privileged, true)
    returning name, (xmax = 0) as added`
  return written.filter((row) => row.added).map((row) => row.name)
}

/** Makes `permission_inclusions` say what the catalogue says; the permissions of administrators' own applications stay as they are. */
export async function mirrorInclusions(tx: Tx): Promise<void> {
  const pairs = carried.flatMap((name) => closureOf(name).map((includes) => ({ permission: name, includes })))
  const given = JSON.stringify(pairs)
  // Only among names that this version knows: an older one that is still running must not take away what a newer one has added.
  await tx.$executeRaw`
    delete from permission_inclusions kept
    where kept.permission = any(${carried}) and kept.includes = any(${carried})
      and not exists (select from jsonb_to_recordset(${given}::jsonb) as given (permission text, includes text)
        where given.permission = kept.permission and given.includes = kept.includes)`
  await tx.$executeRaw`
    insert into permission_inclusions (permission, includes)
    select permission, includes from jsonb_to_recordset(${given}::jsonb) as given (permission text, includes text)
    on conflict do nothing`
}

async function mirrorRole(tx: Tx, role: BuiltInRole): Promise<boolean> {
  const known = await tx.role.findUnique({ where: { id: role.id }, select: { seededPermissions: true } })
  const fresh = role.permissions.filter((name) => !known?.seededPermissions.includes(name))
  if (known && fresh.length === 0) return false
  const { id, name, description, holdsAll = false } = role
  if (!known)
    await tx.role.create({ data: { id, name, description, builtIn: true, holdsAll, seededPermissions: [...fresh] }, select: { id: true } })
  else
    await tx.role.update({
      where: { id },
      data: { seededPermissions: [...known.seededPermissions, ...fresh], version: { increment: 1 } },
      select: { id: true },
    })
  await tx.rolePermission.createMany({ data: fresh.map((permission) => ({ roleId: id, permission })), skipDuplicates: true })
  return !known
}

/** Creates missing built-in roles and gives each what its catalogue entry has gained; what was taken from one by hand stays taken. */
export async function mirrorRoles(tx: Tx): Promise<string[]> {
  const added: string[] = []
  for (const role of BUILT_IN_ROLES) if (await mirrorRole(tx, role)) added.push(role.name)
  return added
}
