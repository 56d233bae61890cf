import { describe, expect, it } from 'vitest'
import type { SeenEntry } from '../../lib/audit/events.ts'
import { EVENT_NAMES } from '../../lib/audit/list.ts'
import { byDay, clockTime } from './days.ts'
import { actorWords, briefWords, detailFacts, reasonWords, verbOf } from './detail-words.ts'
import { nameOf } from './entry.ts'
import { eventGroups, eventWords } from './event-words.ts'
import { actorHref, openedHref, relatedLists, targetHref } from './hrefs.ts'
import { briefValue, fieldWords, plainWords, shownValue } from './value-words.ts'

const ANN = '0199aaaa-0000-7000-8000-000000000001'
const BO = '0199aaaa-0000-7000-8000-000000000002'

const entry = (over: Partial<SeenEntry> = {}): SeenEntry => ({
  id: '0199aaaa-0000-7000-8000-00000000000a',
  at: new Date('2026-11-20T14:05:00Z'),
  event: 'user.deactivated',
  sentence: 'deactivated',
  actorKind: 'user',
  actorId: ANN,
  actorLabel: 'Ann Lee (ann.lee)',
  targetType: 'user',
  targetId: BO,
  targetLabel: 'Bo Ek (bo.ek)',
  changes: {},
  detail: {},
  outcome: 'done',
  reason: '',
  ip: '192.0.2.1',
  userAgent: null,
  requestId: 'r1',
  correlationId: 'r1',
  actorNow: 'Ann Lee',
  targetNow: 'Bo Ek',
  ...over,
})
const self = (over: Partial<SeenEntry>) => entry({ targetId: ANN, targetLabel: 'Ann Lee (ann.lee)', ...over })

describe('names', () => {
  it('are cut out of labels, whatever stands in brackets before the username', () => {
    expect(nameOf('Ann Lee (ann.lee)')).toBe('Ann Lee')
    expect(nameOf('Ann (Annie) Lee (ann.lee)')).toBe('Ann (Annie) Lee')
    expect(nameOf('ann.lee')).toBe('ann.lee')
    expect(nameOf('(ann.lee)')).toBe('(ann.lee)')
  })
  it('tell people from programs', () => {
    expect(actorWords(entry())).toBe('Ann Lee')
    expect(actorWords(entry({ actorKind: 'anonymous', actorLabel: 'anonymous' }))).toBe('Somebody not signed in')
    expect(actorWords(entry({ actorKind: 'system', actorLabel: 'users.purge-trash' }))).toBe('Gatehouse')
    expect(actorWords(entry({ actorKind: 'system', actorLabel: 'grant-admin' }))).toBe('The command line')
    expect(actorWords(entry({ actorKind: 'apiKey', actorLabel: 'Payroll (sync)' }))).toBe('Payroll (sync)')
  })
})

describe('sentences', () => {
  it('say what somebody did to their own account without naming them twice', () => {
    expect(verbOf(self({ event: 'session.ended', detail: { why: 'signed-out', sessions: 1 } }))).toEqual({
      verb: 'signed out',
      namesTarget: false,
      after: '',
    })
    expect(verbOf(self({ event: 'session.ended', detail: { why: 'ended', sessions: 2 } })).verb).toBe('ended their own sessions')
    expect(verbOf(self({ event: 'password.changed' })).verb).toBe('changed their own password')
    expect(verbOf(self({ event: 'membership.created' })).verb).toBe('became a member')
    expect(verbOf(self({ event: 'membership.vote-affirmed' })).verb).toBe('affirmed their vote')
    expect(verbOf(self({ event: 'user.deleted' })).verb).toBe('moved themselves to the trash')
    expect(verbOf(entry({ event: 'user.deleted' }))).toEqual({ verb: 'moved', namesTarget: true, after: 'to the trash' })
  })
  it('name the role, the operation that was refused, and whom it was about', () => {
    const role = { event: 'role.granted', detail: { role: 'Staff', reach: 'everywhere', validUntil: null } }
    expect(verbOf(entry(role))).toEqual({ verb: 'gave the role Staff to', namesTarget: true, after: '' })
    expect(verbOf(entry({ ...role, changes: { validUntil: { before: null, after: '2027-01-01T00:00:00.000Z' } } })).verb).toBe(
      'changed the end of the role Staff of',
    )
    const refused = {
      event: 'operation.refused',
      detail: { operation: 'deactivateUser', permission: 'user:deactivate', code: 'FORBIDDEN' },
    }
    expect(verbOf(entry(refused))).toEqual({ verb: 'was refused “Deactivate user” on', namesTarget: true, after: '' })
    expect(verbOf(entry({ ...refused, targetType: 'operation', targetId: null }))).toEqual({
      verb: 'was refused “Deactivate user”',
      namesTarget: false,
      after: '',
    })
    expect(reasonWords(entry({ ...refused, reason: 'A long sentence for people.' }))).toBe('their roles do not allow it')
    expect(reasonWords(entry({ ...refused, detail: { ...refused.detail, code: 'RULE' }, reason: 'LAST_ADMINISTRATOR' }))).toBe(
      'it is the last administrator',
    )
  })
  it('end with one short change in full, with the names of several, and with none of what is long', () => {
    const updated = (changes: SeenEntry['changes']) => briefWords(entry({ event: 'user.updated', changes, detail: { version: 2 } }))
    expect(updated({ organisation: { before: '', after: 'Acme' } })).toBe('Organisation: empty → Acme')
    expect(updated({ bio: { before: '', after: 'x'.repeat(200) } })).toBe('Bio')
    expect(updated({ email: { before: 'a@x', after: 'b@x' }, firstName: { before: 'A', after: 'B' } })).toBe('First name, e-mail')
    expect(briefWords(entry({ event: 'setting.changed', changes: { value: { before: 15, after: 10 } } }))).toBe('15 → 10')
    expect(briefWords(entry({ detail: { sessionsEnded: 2 } }))).toBe('2 sessions ended')
    expect(briefWords(entry({ detail: { sessionsEnded: 0 } }))).toBeNull()
    expect(briefWords(entry({ event: 'audit.read', detail: { query: 'event=user.*&ip=192.0.2.1' } }))).toBe('filtered by event, IP address')
  })
  it('say how the users of a bulk run were chosen, and with what, in words', () => {
    const facts = (detail: SeenEntry['detail']) =>
      detailFacts(entry({ event: 'bulk-run.started', detail })).map(({ term, value }) => [term, value])
    expect(
      facts({
        action: 'setField',
        users: 4812,
        selection: { kind: 'matching', search: 'status=active' },
        parameters: { field: 'bio', roleId: 'x' },
      }),
    ).toEqual([
      ['Act', 'Set field'],
      ['Users', 4812],
      ['Users chosen', 'All that matched status=active'],
      ['Field', 'bio'],
    ])
    expect(facts({ selection: { kind: 'ids' } })).toEqual([['Users chosen', 'One by one']])
  })
  it('leave out of the facts what says nothing', () => {
    expect(detailFacts(entry({ detail: { version: 3, sessionsEnded: 0 } }))).toEqual([])
    expect(detailFacts(entry({ event: 'role.granted', detail: { validUntil: null } }))).toEqual([
      { term: 'Until', field: 'validUntil', value: 'Without end' },
    ])
  })
})

describe('values', () => {
  it('say what is empty, yes and no, statuses and choices as the screens do', () => {
    for (const nothing of [null, undefined, '', []]) expect(shownValue('bio', nothing)).toEqual({ kind: 'empty' })
    expect(shownValue('publicProfile', false)).toEqual({ kind: 'text', text: 'No' })
    expect(shownValue('status', 'DELETED')).toEqual({ kind: 'text', text: 'In trash' })
    expect(shownValue('organisation', 'DELETED')).toEqual({ kind: 'text', text: 'DELETED' })
    expect(shownValue('emailPrivacy', 'private')).toEqual({ kind: 'text', text: 'Signed-in users' })
    expect(shownValue('rows', 0)).toEqual({ kind: 'text', text: '0' })
    expect(shownValue('columns', ['a', 'b'])).toEqual({ kind: 'text', text: 'a, b' })
  })
  it('know a moment from a text that only looks like one', () => {
    expect(shownValue('validUntil', '2027-01-01T00:00:00.000Z')).toEqual({ kind: 'moment', at: '2027-01-01T00:00:00.000Z' })
    expect(shownValue('bio', '2027-01-01T00:00:00Z is when I start')).toMatchObject({ kind: 'text' })
    expect(shownValue('bio', '2027-99-01T00:00:00Z')).toMatchObject({ kind: 'text' })
    expect(briefValue('bio', 'two\nlines')).toBeNull()
  })
  it('make words of any name', () => {
    expect(fieldWords('emailPrivacy')).toBe('E-mail address seen by')
    expect(plainWords('session.idleMinutes')).toBe('Session idle minutes')
  })
})

describe('events', () => {
  it('are all offered once, the ones of a kind under their title with the wildcard first', () => {
    const groups = eventGroups(EVENT_NAMES)
    const offered = groups.flatMap(({ options }) => options.map(({ value }) => value))
    expect(offered.filter((value) => !value.includes('*')).sort()).toEqual([...EVENT_NAMES].sort())
    expect(new Set(offered).size).toBe(offered.length)
    expect(groups[0]?.label).toBe('Users')
    expect(groups[0]?.options[0]).toEqual({ value: 'user.*', label: 'Everything about users' })
  })
  it('that nobody knew when this was written are about the installation', () => {
    expect(eventGroups(['moon.landed'])).toEqual([{ label: 'The installation', options: [{ value: 'moon.landed', label: 'Moon landed' }] }])
  })
  it('have words', () => {
    expect(eventWords('sign-in.refused')).toBe('Sign-in refused')
    expect(eventWords('user.sign-in-recorded')).toBe('User sign-in recorded')
    expect(eventWords('*.created')).toBe('Everything created')
  })
})

describe('days', () => {
  const now = new Date('2026-11-22T00:30:00Z')
  it('are those of the reader’s zone', () => {
    const entries = [{ at: new Date('2026-11-22T00:10:00Z') }, { at: '2026-11-21T23:00:00Z' }, { at: new Date('2026-11-19T12:00:00Z') }]
    expect(byDay(entries, 'UTC', now).map(({ title, entries }) => [title, entries.length])).toEqual([
      ['Today', 1],
      ['Yesterday', 1],
      ['Thursday 19 November 2026', 1],
    ])
    expect(byDay(entries, 'America/New_York', now).map(({ title }) => title)).toEqual(['Today', 'Thursday 19 November 2026'])
    expect(byDay(entries, 'Nowhere/Land', now)).toHaveLength(3)
    expect(clockTime(new Date('2026-11-19T12:00:00Z'), 'Asia/Tokyo')).toBe('21:00')
  })
})

describe('links', () => {
  const pages = ['mail' as const]
  it('lead only to what exists and may be opened', () => {
    expect(targetHref(entry(), pages)).toBe(`/users/${BO}`)
    expect(targetHref(entry({ targetNow: null }), pages)).toBeNull()
    expect(actorHref(entry())).toBe(`/users/${ANN}`)
    expect(actorHref(entry({ actorNow: null }))).toBeNull()
    expect(targetHref(entry({ targetType: 'mail', targetId: 'm1' }), pages)).toBe('/outbox/m1')
    expect(targetHref(entry({ targetType: 'job', targetId: 'j1' }), pages)).toBeNull()
  })
  it('open one event of a list and close it again, keeping the rest of the address', () => {
    const opened = openedHref('/audit?event=user.*', 'e1')
    expect(opened).toBe('/audit?event=user.*&open=e1#e-e1')
    expect(openedHref('/audit?event=user.*&open=e1', null)).toBe('/audit?event=user.*')
    expect(openedHref('/audit', null)).toBe('/audit')
  })
  it('call what belongs together a request or a bulk run', () => {
    const labels = (over: Partial<SeenEntry>) => relatedLists(entry(over), { actor: 'Ann Lee', target: 'Bo Ek' }).map(({ label }) => label)
    expect(labels({})).toEqual([
      'Everything in this request',
      'Everything by Ann Lee',
      'Everything about Bo Ek',
      'Every event of this kind',
    ])
    expect(labels({ correlationId: 'run' })[0]).toBe('Everything in this bulk run')
    expect(labels({ targetId: ANN })).not.toContain('Everything about Bo Ek')
  })
})
