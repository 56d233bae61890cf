import { describe, expect, test } from 'vitest'
import { createPoolInput, inviteUsersInput, updatePoolInput } from '../../lib/enrollment-pools/schema.ts'
import { unpackForm } from '../../lib/http/form-data.ts'
import { givingForm, keyFor } from './pool-form.ts'

const id = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`
const schema = givingForm(createPoolInput)

/** What the operation is called with when a browser sends these fields, and what is wrong by field. */
function read(fields: Record<string, string>, form = schema) {
  const sent = new FormData()
  for (const [name, value] of Object.entries({ name: 'Newcomers', ...fields })) sent.append(name, value)
  const result = form.safeParse(unpackForm(sent, form))
  if (result.success) return { input: result.data, wrong: {} }
  return { input: null, wrong: Object.fromEntries(result.error.issues.map(({ path, message }) => [path.join('.'), message])) }
}

describe('the form of a pool as its operation takes it', () => {
  test('lines with gaps become lists, and lines that were left empty are none', () => {
    const { input } = read({
      role1: '',
      role3: id(1),
      reach3: id(2),
      role4: id(3),
      reach4: '',
      group1: '',
      group2: id(4),
      groupId: '',
      q1: '',
    })
    expect(input).toMatchObject({
      roles: [
        { roleId: id(1), reachGroupId: id(2) },
        { roleId: id(3), reachGroupId: null },
      ],
      groupIds: [id(4)],
      groupId: '',
    })
    expect(createPoolInput.parse(input)).toMatchObject({ groupId: null, kind: 'shared' })
  })

  test('questions get a key of their first words once, and keep it when they are worded anew', () => {
    const { input } = read({
      'q1.label': 'Which team?',
      'q1.type': 'choice',
      'q1.options': 'North\r\n\r\n South ',
      'q1.required': 'true',
      'q2.label': '',
      'q2.options': 'left over',
      'q3.label': 'Which team?',
      'q3.type': 'line',
      'q3.options': 'left over',
      'q4.label': 'Worded anew',
      'q4.key': 'which_team_2',
      'q4.type': 'checkbox',
    })
    const { questions } = createPoolInput.parse(input)
    expect(questions.map(({ key }) => key)).toEqual(['which_team', 'which_team_3', 'which_team_2'])
    expect(questions[0]).toMatchObject({ options: ['North', 'South'], required: true })
    expect(questions[1]).toMatchObject({ options: [], required: false })
  })

  test('what belongs to the other kind of pool is not sent', () => {
    const shared = read({ kind: 'shared', quota: '5', links: '7', listed: 'true' })
    expect(createPoolInput.parse(shared.input)).toMatchObject({ quota: 5, links: null, listed: true })
    const single = read({ kind: 'single_use', quota: '5', links: '7', listed: 'true' })
    expect(createPoolInput.parse(single.input)).toMatchObject({ quota: null, links: 7, listed: false })
  })

  test('the end is a local time in the zone of the form, and one that nobody touched is not sent', () => {
    const ends = { expiresAt: '2199-03-14T09:30', timeZone: 'Europe/Helsinki' }
    expect(createPoolInput.parse(read(ends).input).expiresAt).toEqual(new Date('2199-03-14T07:30:00Z'))
    const edit = {
      poolId: id(9),
      version: '3',
      inPerson: 'true',
      timeZone: 'UTC',
      expiresAt: '2001-01-01T00:00',
      expiresWas: '2001-01-01T00:00',
    }
    const form = givingForm(updatePoolInput)
    expect(read(edit, form).input).toEqual({ poolId: id(9), version: '3', name: 'Newcomers', needsApprovalCode: 'true' })
    expect(read({ ...edit, expiresAt: '2001-01-02T00:00' }, form).wrong).toEqual({ expiresAt: expect.stringContaining('past') })
    expect(read({ ...edit, expiresAt: '' }, form).input).toMatchObject({ expiresAt: null })
  })

  test('what is wrong is said at the field that it is about', () => {
    const { wrong } = read({
      name: '',
      domains: 'not a domain',
      role1: id(1),
      role2: 'no id',
      group1: '',
      group3: 'A name',
      reach1: 'Another name',
      'q1.label': '',
      'q2.label': 'Pick one',
      'q2.type': 'choice',
      extra: '{',
      expiresAt: 'soon',
    })
    expect(Object.keys(wrong).sort()).toEqual(['domains', 'expiresAt', 'extra', 'group3', 'name', 'q2.options', 'reach1', 'role2'])
    expect(read({ role2: 'no id', role1: id(1) }).wrong).toHaveProperty(['role2'])
    expect(read({ role1: id(1), reach1: 'A name' }).wrong).toHaveProperty(['reach1'])
    expect(read({ group1: '', group3: 'A name' }).wrong).toHaveProperty(['group3'])
    expect(read({ 'q1.label': '', 'q2.label': 'Pick one', 'q2.type': 'choice' }).wrong).toHaveProperty(['q2.options'])
  })

  test('an invitation takes the same lines and no fields of pools', () => {
    const form = givingForm(inviteUsersInput)
    const { input } = read({ list: 'ann@example.org', role1: id(1), group1: id(2), message: '', expiresAt: '', timeZone: 'UTC' }, form)
    expect(input).toBeNull()
    const sent = new FormData()
    for (const [name, value] of Object.entries({ list: 'ann@example.org', role1: id(1), group1: id(2), expiresAt: '', timeZone: 'UTC' }))
      sent.append(name, value)
    expect(form.safeParse(unpackForm(sent, form)).data).toEqual({
      list: 'ann@example.org',
      roles: [{ roleId: id(1), reachGroupId: null }],
      groupIds: [id(2)],
    })
  })
})

test('keys fit the schema, whatever the question says', () => {
  const keys = new Set<string>()
  for (const label of ['Wie heißt du?', '你好吗', '42 is it?', '___', 'x'.repeat(300), 'École préférée', 'Wie heißt du?']) {
    const key = keyFor(label, keys)
    expect(key).toMatch(/^[a-z][a-z0-9_]{0,49}$/)
    expect(keys.has(key)).toBe(false)
    keys.add(key)
  }
  expect([...keys]).toEqual(['wie_hei_t_du', 'question', 'is_it', 'question_2', 'x'.repeat(40), 'ecole_preferee', 'wie_hei_t_du_2'])
})
