import { changesBetween } from '../audit/events.ts'
import type { Actor } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'
import {
  changedValues,
  fieldsForWriting,
  insistOnValues,
  storeValues,
  valuesHeld,
  valuesIn,
  type FieldValues,
} from '../custom-fields/steps.ts'
import type { Tx } from '../core/db.ts'
import { defineMutation } from '../core/operation.ts'
import type { GivenFields } from '../custom-fields/schema.ts'
import { OWN_PROFILE } from '../users/schema.ts'
import { preferencesOf } from './preferences.ts'
import { ownPreferences, updateAccountInput, updatePreferencesInput } from './schema.ts'

type Profile = Record<keyof typeof OWN_PROFILE, string | boolean>
const PROFILE_FIELDS = Object.keys(OWN_PROFILE) as (keyof Profile)[]

function ownId(actor: Actor): string {
  if (!actor.id) throw new AppError('FORBIDDEN', 'Only somebody who is signed in can do this. Nothing was changed.')
  return actor.id
}
const ownTarget = (actor: Actor) => ({ type: 'user' as const, id: actor.id, label: actor.label })
const given = <T extends object>(input: T) => Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))

/** What is saved now where it differs from what was typed, as a sentence per field. */
function savedMeanwhile(saved: Record<string, unknown>, typed: Record<string, unknown>): Record<string, string[]> {
  const differing = Object.keys(typed).filter((name) => typed[name] !== saved[name])
  return Object.fromEntries(differing.map((name) => [name, [`Saved now: “${String(saved[name] ?? '')}”.`]]))
}

const prefixed = (values: FieldValues) => Object.fromEntries(Object.entries(values).map(([key, value]) => [`fields.${key}`, value]))

/** One's own values of extra fields: what is there, what is wanted, and how to write a change of them. Throws INVALID by field. */
async function ownFields(tx: Tx, id: string, given: GivenFields | undefined) {
  if (given === undefined) return { held: {}, wanted: {}, changes: {}, write: () => Promise.resolve() }
  const fields = await fieldsForWriting(tx)
  const wanted = insistOnValues(fields, given, { by: 'user' })
  const held = (await valuesHeld(tx, [id])).get(id) ?? {}
  const changes = changedValues(held, wanted)
  return { held, wanted, changes, write: () => storeValues(tx, fields, [{ userId: id, values: valuesIn(changes) }]) }
}

/**
 * Edits the given fields of one's own profile: names, organisation, bio, privacy, and extra fields that users may change. Refuses a stale `version` with what is saved now
 * (CONFLICT, reason STALE). Username, e-mail and roles are not among them.
 */
export const updateAccount = defineMutation({
  name: 'updateAccount',
  permission: 'account:update',
  input: updateAccountInput,
  async run({ actor, tx, audit }, { version, fields, ...input }) {
    const id = ownId(actor)
    await tx.$queryRaw`select id from users where id = ${id}::uuid for update`
    const { version: current, ...saved } = await tx.user.findUniqueOrThrow({ where: { id }, select: { ...OWN_PROFILE, version: true } })
    const typed = given(input) as Partial<Profile>
    const extra = await ownFields(tx, id, fields)
    if (current !== version)
      throw new AppError(
        'CONFLICT',
        'Your profile was changed elsewhere while you were editing. Nothing was saved; check the fields and save again to keep what you typed.',
        {
          reason: 'STALE',
          fields: savedMeanwhile({ ...saved, ...prefixed(extra.held) }, { ...typed, ...prefixed(extra.wanted) }),
          current: { version: current },
        },
      )
    const own = changesBetween<Profile>(saved, typed, PROFILE_FIELDS)
    const changes = { ...own, ...extra.changes }
    if (Object.keys(changes).length === 0) return (audit.unchanged(), { version })
    const edited = Object.fromEntries(Object.entries(own).map(([name, { after }]) => [name, after])) as typeof input
    await tx.user.update({
      where: { id },
      data: { ...given(edited), updatedAt: new Date(), version: { increment: 1 } },
      select: { id: true },
    })
    await extra.write()
    await audit.record('account.updated', { target: ownTarget(actor), detail: { version: version + 1 }, changes })
    return { version: version + 1 }
  },
})

/** Changes one's own theme, rows per page, time zone, language, columns of the users list or mails about people who ask to join. They give no rights, so no version is asked for. Gives back all of them. */
export const updatePreferences = defineMutation({
  name: 'updatePreferences',
  permission: 'account:update',
  input: updatePreferencesInput,
  async run({ actor, tx, audit }, input) {
    const id = ownId(actor)
    await tx.$queryRaw`select id from users where id = ${id}::uuid for update`
    const row = await tx.user.findUniqueOrThrow({ where: { id }, select: { preferences: true } })
    const before = ownPreferences.parse(row.preferences)
    const chosen = given(input)
    const changes = changesBetween<typeof before>(before, chosen, ['theme', 'rowsPerPage', 'timeZone', 'locale', 'columns', 'approvalMail'])
    if (Object.keys(changes).length === 0) return (audit.unchanged(), preferencesOf(row.preferences))
    const kept = typeof row.preferences === 'object' && row.preferences !== null && !Array.isArray(row.preferences) ? row.preferences : {}
    // Only what was chosen: the rest goes on following what is set for everybody.
    const after = { ...kept, ...chosen }
    await tx.user.update({ where: { id }, data: { preferences: after }, select: { id: true } })
    await audit.record('account.updated', { target: ownTarget(actor), detail: {}, changes })
    return preferencesOf(after)
  },
})
