import { expect, test } from 'vitest'
import { encodeCursor } from '../core/keyset.ts'
import { newId } from '../core/id.ts'
import { inboxPlace } from './list.ts'

test('the place of an item is the cursor that the list itself would give', () => {
  const id = newId()
  const at = new Date('2026-11-22T06:49:05.123Z').toISOString()
  expect(inboxPlace(id, at)).toBe(encodeCursor({ key: '2026-11-22 06:49:05.123+00', id }))
  expect(inboxPlace('nothing', at)).toBeNull()
  expect(inboxPlace(id, 'yesterday')).toBeNull()
})
