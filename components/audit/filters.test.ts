import { describe, expect, it } from 'vitest'
import { addressOf, askedOf } from './search.ts'
import { ACTOR_WORDS, TARGET_WORDS, chipWords, periodWords, typedWord } from './filter-words.ts'
import { ACTOR_KINDS, TARGET_TYPES } from '../../lib/audit/list.ts'

describe('what is asked for', () => {
  it('is trimmed, without blanks and without choices that mean all', () => {
    expect(askedOf({ actor: '  ann.lee ', target: '', outcome: 'any', direction: 'desc', ip: ['192.0.2.1', 'x'], other: 'y' })).toEqual({
      actor: 'ann.lee',
      ip: '192.0.2.1',
    })
  })
  it('is the event that was typed before the one that was chosen', () => {
    expect(askedOf({ event: 'user.created', eventText: ' user.* ' })).toEqual({ event: 'user.*' })
    expect(askedOf({ event: 'user.created', eventText: ' ' })).toEqual({ event: 'user.created' })
  })
  it('makes an address, the plain one when nothing is asked for', () => {
    expect(addressOf({})).toBe('/audit')
    expect(addressOf(askedOf({ event: 'user.*', outcome: 'refused' }))).toBe('/audit?event=user.*&outcome=refused')
  })
})

describe('words', () => {
  it('exist for every kind of actor and target that the list knows', () => {
    expect(Object.keys(ACTOR_WORDS).sort()).toEqual([...ACTOR_KINDS].sort())
    expect(Object.keys(TARGET_WORDS).sort()).toEqual([...TARGET_TYPES].sort())
  })
  it('can be typed as they are or as they are shown', () => {
    expect(typedWord('SYSTEM', ACTOR_WORDS)).toBe('system')
    expect(typedWord('bulk runs', TARGET_WORDS)).toBe('bulk-run')
    expect(typedWord('ann.lee', ACTOR_WORDS)).toBeUndefined()
  })
  it('name a period by its ends', () => {
    expect(periodWords('2026-11-20', '2026-11-20')).toBe('20 Nov 2026')
    expect(periodWords('2026-11-20', undefined)).toBe('since 20 Nov 2026')
    expect(periodWords(undefined, '2026-11-20T14:05:00Z')).toBe('until 2026-11-20 14:05')
  })
  it('put every filter in force on a chip that takes it away', () => {
    const chips = chipWords(
      {
        actor: 'system',
        event: 'user.*',
        from: '2026-11-01',
        to: '2026-11-02',
        outcome: 'refused',
        ip: '192.0.2.1',
        correlation: 'abcdefghij',
      },
      { actor: 'The system', target: null },
    )
    expect(chips.flatMap(({ takes }) => takes)).toEqual(['actor', 'event', 'from', 'to', 'outcome', 'ip', 'correlation'])
    expect(chips[1]).toEqual({ label: 'Event', value: 'Everything about users', takes: ['event'] })
  })
})
