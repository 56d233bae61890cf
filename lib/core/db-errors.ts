import { AppError, isAppError } from './errors.ts'

/** The sentence for each unique index that a caller's input can run into, and the field it belongs to. */
const DUPLICATES: Record<string, { field: string; message: string }> = {
  users_username_key: { field: 'username', message: 'That username is taken.' },
  usernames_pkey: { field: 'username', message: 'That username is taken, now or in the past. Usernames are never given to somebody else.' },
  users_email_key: { field: 'email', message: 'That e-mail address belongs to another user.' },
  grants_once_key: { field: 'roleId', message: 'That role is already given in this way.' },
  job_common_i6: {
    field: 'jobId',
    message: 'A newer job of this kind is waiting or running already. Nothing was changed; look at that one.',
  },
  saved_views_owner_name_key: {
    field: 'name',
    message: 'You have a view with that name already. Choose another name, or overwrite that view.',
  },
  custom_fields_key_key: { field: 'key', message: 'A field with that key exists.' },
  custom_fields_label_key: { field: 'label', message: 'A field with that label exists.' },
  roles_name_key: { field: 'name', message: 'A role with that name exists.' },
  groups_name_key: { field: 'name', message: 'A group with that name exists.' },
  roles_name_lower_key: { field: 'name', message: 'A role with that name exists.' },
  permissions_pkey: { field: 'name', message: 'A permission with that name exists.' },
  certificate_authorities_fingerprint_key: {
    field: 'certificatePem',
    message: 'This authority is or was in use here already. Create a new one, or import another.',
  },
  memberships_user_id_key: { field: 'userId', message: 'There is a membership already, and nobody has two. Nothing was changed.' },
}

type DriverError = { code?: string; constraint?: string; message?: string }

/** Digs the PostgreSQL error out of Prisma's or Kysely's. SQLSTATE is five characters. */
function driverError(error: unknown, depth = 0): DriverError | null {
  if (typeof error !== 'object' || error === null || depth > 6) return null
  const { code, originalCode, constraint, originalMessage, message } = error as Record<string, unknown>
  const state = [originalCode, code].find((each) => typeof each === 'string' && /^[0-9A-Z]{5}$/.test(each) && !/^P\d{4}$/.test(each))
  if (state) {
    const index = typeof constraint === 'object' && constraint !== null ? (constraint as { index?: unknown }).index : constraint
    const name = typeof index === 'string' ? index : /constraint "([^"]+)"/.exec(String(originalMessage ?? message))?.[1]
    return { code: state as string, message: String(originalMessage ?? message), ...(name ? { constraint: name } : {}) }
  }
  const inside = error as { cause?: unknown; meta?: { driverAdapterError?: unknown } }
  return driverError(inside.cause, depth + 1) ?? driverError(inside.meta?.driverAdapterError, depth + 1)
}

const prismaCode = (error: unknown) => {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^P\d{4}$/.test(code) ? code : null
}

/** Prisma's and the pool's ways to say that no connection was to be had in time. */
function isOutOfConnections(error: unknown): boolean {
  if (['P1001', 'P2024', 'P2028'].includes(prismaCode(error) ?? '')) return true
  for (let each = error, depth = 0; each instanceof Error && depth < 6; each = each.cause, depth++)
    if (/timeout exceeded when trying to connect|Query read timeout|Connection terminated|ECONNREFUSED/.test(each.message)) return true
  return false
}

/** Whether the transaction lost against another one and may simply be run again (serialization failure or deadlock). */
export function isRetryable(error: unknown): boolean {
  const state = driverError(error)?.code
  return state === '40001' || state === '40P01' || prismaCode(error) === 'P2034'
}

/** PostgreSQL's own code (SQLSTATE) of an error, however deep Prisma or Kysely have wrapped it; null for every other error. */
export const driverCode = (error: unknown): string | null => driverError(error)?.code ?? null

/** What PostgreSQL says of a value that its type cannot hold: text it cannot encode, dates and numbers out of its range. */
const UNFIT_VALUE = new Set(['22003', '22007', '22008', '22021', '22P05'])

/** Turns database errors that a caller can do something about into AppErrors; everything else comes back as it is and becomes a 500. */
export function fromDatabase(error: unknown): unknown {
  if (isAppError(error)) return error
  const { code, constraint } = driverError(error) ?? {}
  if (code === '23505') {
    const known = DUPLICATES[constraint ?? '']
    const message = known?.message ?? 'That value is already in use.'
    return new AppError('CONFLICT', message, {
      reason: 'DUPLICATE',
      cause: error,
      ...(known ? { fields: { [known.field]: [message] } } : {}),
    })
  }
  if (prismaCode(error) === 'P2025') return new AppError('NOT_FOUND', 'Not found.', { cause: error })
  if (code && UNFIT_VALUE.has(code))
    return new AppError('INVALID', 'A value here cannot be stored or searched for. Nothing was changed; correct it and try again.', {
      cause: error,
    })
  if (code === '55P03' || code === '57014')
    return new AppError('UNAVAILABLE', 'The database is busy. Nothing was changed; try again in a moment.', { cause: error })
  if (code?.startsWith('08') || code === '53300' || code === '57P03' || isOutOfConnections(error))
    return new AppError('UNAVAILABLE', 'The database cannot be reached. Nothing was changed; try again in a moment.', { cause: error })
  return error
}
