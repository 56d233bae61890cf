import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { beforeEach, expect, test } from 'vitest'
import { db } from '../../lib/core/db.ts'
import { createCustomField } from '../../lib/custom-fields/mutations.ts'
import { exportText } from '../../lib/core/export-text.ts'
import { asAdministrator, auditOf, emptyTables, fingerprint, system } from '../../lib/testing/world.ts'
import { exportUsers } from '../../lib/users/exports.ts'
import { createUsers } from '../../lib/users/mutations-import.ts'
import { updateUser } from '../../lib/users/mutations.ts'
import { importUsers, type ImportedRow } from './import-users.ts'

beforeEach(emptyTables)
const fixtures = join(import.meta.dirname, '../../e2e/fixtures')
const HEADER = 'username,email,first_name,last_name,organisation,bio,search_visibility,email_privacy,public_profile,date_joined'
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-import-'))
const fileOf = (...lines: string[]) => {
  const file = join(folder, `${crypto.randomUUID()}.csv`)
  writeFileSync(file, lines.join('\n'))
  return file
}
async function run(file: string) {
  const rows: ImportedRow[] = []
  const summary = await importUsers(file, (row) => rows.push(row))
  return { summary, rows, refused: rows.filter((row) => row.outcome === 'refused') }
}

/** What each expected verdict of the dirty file must be told about: the column and a word of the reason. */
const REASONS: Record<string, RegExp> = {
  bad_email: /^email: Enter an address/,
  empty_email: /^email: Enter an e-mail address/,
  dup_email_case: /^email: .*belongs to another user/,
  dup_username_case: /^username: .*taken/,
  long_username: /^username: At most 150/,
  bad_username_space: /^username: Only letters/,
  bad_username_at: /^username: Only letters/,
  reserved_username: /^username: .*reserved/,
  crlf_in_name: /^first_name: Line breaks/,
  nul_in_bio: /^bio: .*control characters/,
  bad_enum: /^search_visibility: Choose one of/,
  bad_bool: /^public_profile: Say true or false/,
  future_date: /^date_joined: This lies in the future/,
  bad_date: /^date_joined: Enter a date/,
  too_few_columns: /columns instead of 10/,
  too_many_columns: /columns instead of 10/,
  bidi_override_name: /^first_name: .*reading direction/,
  long_bio: /^bio: At most 2,000/,
  two_addresses: /^email: Enter one address/,
  fullwidth_at: /^email: .*looks like @/,
  emoji_username: /^username: Only letters/,
  short_username: /^username: At least 3/,
}

test('the dirty file gets the expected verdict for every row, each refusal with its own reason', async () => {
  const expected = readFileSync(join(fixtures, 'people-dirty.expected.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { row: number; verdict: 'ok' | 'error'; why: string | null })
  const { rows, summary } = await run(join(fixtures, 'people-dirty.csv'))
  expect(rows.map((row) => [row.row, row.outcome === 'refused' ? 'error' : 'ok'])).toEqual(
    expected.map(({ row, verdict }) => [row, verdict]),
  )
  for (const { row, verdict, why } of expected)
    if (verdict === 'error') expect(rows[row - 1]?.problems[0], `row ${row}: ${why}`).toMatch(REASONS[why ?? '']!)
  const good = expected.filter(({ verdict }) => verdict === 'ok').length
  expect(summary).toEqual({ created: good, unchanged: 0, refused: expected.length - good })
  expect(await db.user.count()).toBe(good)
  const again = await run(join(fixtures, 'people-dirty.csv'))
  expect(again.summary).toEqual({ created: 0, unchanged: good, refused: expected.length - good })
})

test('5,000 people come in with their audit rows and without mail; a second run changes nothing and says so', async () => {
  const { summary } = await run(join(fixtures, 'people.csv'))
  expect(summary).toEqual({ created: 5000, unchanged: 0, refused: 0 })
  expect([await db.user.count(), await db.auditEvent.count({ where: { event: 'user.created' } }), await db.outboxMessage.count()]).toEqual([
    5000, 5000, 0,
  ])
  const before = await fingerprint()
  expect((await run(join(fixtures, 'people.csv'))).summary).toEqual({ created: 0, unchanged: 5000, refused: 0 })
  expect(await fingerprint()).toBe(before)
  const imported = await db.user.findFirstOrThrow({ where: { username: 'aino.korhonen3' } })
  expect(imported).toMatchObject({
    fullName: 'Aino Korhonen',
    emailPrivacy: 'never',
    dateJoined: new Date('2021-02-18'),
    status: 'ACTIVE',
    passwordHash: null,
  })
  expect(await auditOf(imported.id)).toMatchObject([
    { event: 'user.created', actorKind: 'system', actorLabel: 'import-users', detail: { source: 'import' } },
  ])
})

test('a row that differs from the user is refused with the fields that differ', async () => {
  const line = 'ann.lee,ann@example.org,Ann,Lee,,,public,never,true,2024-01-02'
  await run(fileOf(HEADER, line))
  const admin = await asAdministrator()
  const ann = await db.user.findFirstOrThrow({ where: { username: 'ann.lee' } })
  await updateUser(admin, { userId: ann.id, version: 1, organisation: 'Moved', lastName: 'Li' })
  const { refused, summary } = await run(fileOf(HEADER, line))
  expect(summary).toEqual({ created: 0, unchanged: 0, refused: 1 })
  expect(refused[0]?.problems).toEqual([
    'last_name: This user exists, and lastName differs.',
    'organisation: This user exists, and organisation differs.',
  ])
})

test('password hashes of older systems come in here, others are refused, and none is in the audit log', async () => {
  const argon = '$argon2id$v=19$m=19456,t=2,p=1$E2Vw5RJhad35etESCUO2BQ$rOY1AtiD+LzJjTrblDBdK3h+DxK6UrwH5a6YbQswPbU'
  const bcrypt = '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW'
  const row = (name: string, hash: string) => `${name},${name}@example.org,,,,,,,,,"${hash}"`
  const { summary, refused } = await run(
    fileOf(`${HEADER},password_hash`, row('argon', argon), row('bcrypt', bcrypt), row('plain', 'secret'), row('empty', '')),
  )
  expect(summary).toEqual({ created: 3, unchanged: 0, refused: 1 })
  expect(refused[0]).toMatchObject({ row: 3, problems: [expect.stringMatching(/^password_hash: Only Argon2id/)] })
  const users = await db.user.findMany({ select: { username: true, passwordHash: true }, orderBy: { username: 'asc' } })
  expect(users).toEqual([
    { username: 'argon', passwordHash: argon },
    { username: 'bcrypt', passwordHash: bcrypt },
    { username: 'empty', passwordHash: null },
  ])
  expect(JSON.stringify(await db.auditEvent.findMany())).not.toContain('$2b$')
})

test('a file that is not one of users is refused as a whole, in words', async () => {
  await expect(run(fileOf('name,email', 'x,y'))).rejects.toThrow(/missing: username, .*not known: name/)
  await expect(run(fileOf(''))).rejects.toThrow(/empty/)
  await expect(run(join(folder, 'absent.csv'))).rejects.toThrow(/There is no file/)
  await expect(run(fileOf(HEADER, `"never closed,${'x'.repeat(200_000)}`))).rejects.toThrow(/not readable as CSV.*Nothing was imported/)
  expect(await db.user.count()).toBe(0)
})

test('rows before a broken one stay imported, and the answer says so', async () => {
  const good = Array.from({ length: 1000 }, (_, n) => `row.${n},row.${n}@example.org,,,,,,,,`)
  await expect(run(fileOf(HEADER, ...good, `"never closed,${'x'.repeat(200_000)}`))).rejects.toThrow(
    /1000 users of the rows before were created and stay/,
  )
  expect(await db.user.count()).toBe(1000)
})

const FORMULAS = [
  '﹢1',
  '﹣1',
  '﹫A1',
  '＝HYPERLINK("https://evil.example")',
  '=1+1',
  '+1',
  '-1',
  '@A1',
  ' =1',
  '"=1"',
  "'=1",
  "''=1",
  '＝1',
  '＋1',
  '－1',
  '＠A1',
  '“=1”',
  '=cmd|"/c calc"!A1',
  '−1',
  '﹦1',
  "'",
  "O'Brien",
]

test('the export of users, imported into an empty installation, brings them back as they were', async () => {
  const users = FORMULAS.map((text, n) => ({
    username: n === 0 ? '-dash' : `+user${n}`,
    email: `=user${n}@example.org`,
    firstName: text,
    lastName: `${text} x`,
    organisation: `x ${text}`,
    bio: `${text}\n=second line, with "quotes"\n`,
    searchVisibility: n % 2 ? 'private' : 'public',
    emailPrivacy: 'never',
    publicProfile: n % 2 ? 'false' : 'true',
    dateJoined: '2021-02-18T10:11:12.345Z',
  }))
  const { results } = await createUsers(system, { users })
  expect(results.filter(({ outcome }) => outcome !== 'created')).toEqual([])
  const fields = { username: true, email: true, firstName: true, lastName: true, organisation: true, bio: true, dateJoined: true } as const
  const everything = { ...fields, searchVisibility: true, emailPrivacy: true, publicProfile: true, fullName: true } as const
  const read = () => db.user.findMany({ select: everything, orderBy: { username: 'asc' } })
  const before = await read()

  let csv = ''
  for await (const part of exportText(await exportUsers(system, { scope: 'all', columns: 'import' }))) csv += part
  for (const cell of (parse(csv, { bom: true }) as string[][]).flat()) expect(cell).not.toMatch(/^[\s"]*[=+\-@＝＋－＠−]/)
  expect((await run(fileOf(csv))).summary).toEqual({ created: 0, unchanged: users.length, refused: 0 })
  await emptyTables()
  expect((await run(fileOf(csv))).summary).toEqual({ created: users.length, unchanged: 0, refused: 0 })
  expect(await read()).toEqual(before)
})

test('the columns that only an export has are refused, so that nobody takes a status or a right for imported', async () => {
  await createUsers(system, { users: [{ username: 'ann.lee', email: 'ann@example.org' }] })
  let csv = ''
  for await (const part of exportText(await exportUsers(system, {}))) csv += part
  await expect(run(fileOf(csv))).rejects.toThrow(/missing: first_name.*not known: full_name, status/)
})

test('extra fields are columns by “field.” and their key, or by the key alone, checked like all others', async () => {
  await createCustomField(system, { key: 'badge', label: 'Badge', type: 'number', required: true })
  await createCustomField(system, { key: 'site', label: 'Site', type: 'choice', choices: ['Oslo', 'Turku'] })
  const row = (name: string, badge: string, site: string) => `${name},${name}@example.org,,,,,,,,,${badge},${site}`
  const header = `${HEADER},field.badge,site`
  const lines = [
    header,
    row('ann.one', '7.50', 'Oslo'),
    row('ben.two', '', 'Turku'),
    row('cat.three', '8', 'Bergen'),
    row('dan.four', '9', ''),
  ]
  const { summary, refused } = await run(fileOf(...lines))
  expect(summary).toEqual({ created: 2, unchanged: 0, refused: 2 })
  expect(refused.map(({ row: place, problems }) => [place, problems])).toEqual([
    [2, ['field.badge: Fill this in.']],
    [3, ['field.site: Choose one of: Oslo, Turku.']],
  ])
  // The file that is exported for an import brings them back as they were.
  const exported = await exportUsers(system, { scope: 'all', columns: 'import' })
  let text = ''
  for await (const part of exportText(exported)) text += part
  expect(text.split('\r\n')[0]?.replaceAll(/[\ufeff"]/g, '')).toBe(`${HEADER},field.badge,field.site`)
  expect((await run(fileOf(text))).summary).toEqual({ created: 0, unchanged: 2, refused: 0 })
  await expect(run(fileOf(`${HEADER},field.gone`, row('eve.five', '1', '')))).rejects.toThrow('not known: field.gone')
  await expect(run(fileOf(`${HEADER},badge,field.badge`, row('eve.five', '1', '1')))).rejects.toThrow('twice: field.badge')
})
