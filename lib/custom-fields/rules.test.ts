import { describe, expect, test } from 'vitest'
import { filterWords, knownFieldFilters, readFieldFilters, withoutField } from './list-filters.ts'
import { misfits, shownValue, valueSchema, type FieldDefinition } from './rules.ts'
import { createCustomFieldInput, fieldKey } from './schema.ts'

const field = (type: FieldDefinition['type'], more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  id: 'x',
  key: type,
  label: type,
  description: '',
  type,
  choices: type === 'choice' ? ['Red', 'Green'] : [],
  required: false,
  visibleTo: 'administrators',
  editableBy: 'administrators',
  position: 1,
  ...more,
})

describe('a value', () => {
  test.each([
    ['text', '  Aino  ', 'Aino'],
    ['text', '', null],
    ['text', 12, '12'],
    ['number', '007.50', '7.5'],
    ['number', '-0.0', '0'],
    ['number', '+.5', '0.5'],
    ['number', -12, '-12'],
    ['number', '12345678901234567890.0123456789', '12345678901234567890.0123456789'],
    ['number', '100', '100'],
    ['number', null, null],
    ['date', '2024-02-29', '2024-02-29'],
    ['choice', 'Red', 'Red'],
    ['boolean', 'Yes', true],
    ['boolean', false, false],
    ['boolean', '0', false],
    ['boolean', '', null],
  ] as const)('%s %j is kept as %j', (type, given, kept) => expect(valueSchema(field(type)).parse(given)).toBe(kept))

  test.each([
    ['text', 'a\nb'],
    ['text', 'x'.repeat(501)],
    ['number', '1e5'],
    ['number', '1,5'],
    ['number', 'NaN'],
    ['number', 1e21],
    ['number', '123456789012345678901'],
    ['number', '0.12345678901'],
    ['date', '2023-02-29'],
    ['date', '0000-01-01'],
    ['date', '14.3.2026'],
    ['choice', 'red'],
    ['choice', 'Blue'],
    ['boolean', 'maybe'],
    ['boolean', '2'],
  ] as const)('%s %j is refused', (type, given) => expect(valueSchema(field(type)).safeParse(given).success).toBe(false))

  test('of a required field must be there', () => {
    for (const none of ['', '  ', null, undefined])
      expect(valueSchema(field('text', { required: true })).safeParse(none).error?.issues[0]?.message).toBe('Fill this in.')
    expect(valueSchema(field('text')).parse(undefined)).toBeUndefined()
  })

  test('is said in words', () => {
    expect([shownValue('boolean', false), shownValue('date', '2026-03-04'), shownValue('number', '3.5'), shownValue('text', null)]).toEqual(
      ['No', '4 Mar 2026', '3.5', null],
    )
  })
})

describe('a definition', () => {
  test.each(['a', 'Size', '1size', '__proto__', 'size.by', 'x'.repeat(51), 'größe'])('has no key like %s', (key) =>
    expect(fieldKey.safeParse(key).success).toBe(false),
  )
  test('takes its choices from lines', () => {
    const parsed = createCustomFieldInput.parse({ key: 'site', label: 'Site', type: 'choice', choices: ' Oslo\r\n\nTurku \n' })
    expect(parsed.choices).toEqual(['Oslo', 'Turku'])
    expect(createCustomFieldInput.safeParse({ key: 'site', label: 'Site', type: 'choice', choices: 'Oslo\nOSLO' }).success).toBe(false)
  })
  test('must fit together', () => {
    expect(Object.keys(misfits(field('choice', { choices: [] })))).toEqual(['choices'])
    expect(Object.keys(misfits(field('text', { choices: ['a'] })))).toEqual(['choices'])
    expect(Object.keys(misfits(field('text', { editableBy: 'user' })))).toEqual(['editableBy'])
    expect(misfits(field('text', { editableBy: 'user', visibleTo: 'everyone' }))).toEqual({})
  })
})

describe('filters', () => {
  const fields = (['text', 'number', 'date', 'choice', 'boolean'] as const).map((type) => field(type))
  const read = (given: Record<string, string>) => {
    const { filters, unfit } = readFieldFilters(fields, given)
    return { words: filters.map((each) => filterWords(each.field, each.filter)), unfit }
  }
  test.each([
    [{ text: 'oslo' }, 'contains “oslo”'],
    [{ text: 'oslo', 'text.by': 'is' }, 'is “oslo”'],
    [{ 'text.by': 'empty', text: 'ignored' }, 'has no value'],
    [{ 'number.by': 'filled' }, 'has a value'],
    [{ number: '7.0' }, '7'],
    [{ 'number.from': '1', 'number.to': '9' }, '1 – 9'],
    [{ 'number.from': '1' }, 'at least 1'],
    [{ 'date.to': '2026-03-04' }, 'until 4 Mar 2026'],
    [{ 'date.from': '2026-03-04', 'date.to': '2026-03-04' }, '4 Mar 2026'],
    [{ choice: 'Green' }, 'Green'],
    [{ boolean: 'no' }, 'No'],
  ])('%j are understood', (given, words) => expect(read(given as never)).toEqual({ words: [words], unfit: [] }))

  test.each([
    { other: 'x' },
    { 'other.by': 'empty' },
    { 'text.from': 'a' },
    { 'text.by': 'is' },
    { 'number.by': 'is', number: '1' },
    { number: 'many' },
    { 'number.from': 'many' },
    { 'date.from': '2026-02-30' },
    { choice: 'Blue' },
    { 'choice.from': 'Red' },
    { boolean: 'perhaps' },
  ])('%j are not, and nothing is narrowed by half of them', (given) => {
    const { words, unfit } = read(given as never)
    expect(words).toEqual([])
    expect(unfit.sort()).toEqual(Object.keys(given).sort())
  })

  test('leave a screen one by one', () => {
    expect(knownFieldFilters(fields, { text: 'a', other: 'b', 'number.from': 'x' })).toEqual({ text: 'a' })
    expect(withoutField({ text: 'a', 'text.by': 'is', textual: 'b' }, 'text')).toEqual({ textual: 'b' })
  })
})
