import { expect, test } from 'vitest'
import { AUDIT_EVENTS, type AuditEvent } from './events.ts'
import { sentenceParts, sentenceText, type Told } from './words.ts'

const told = (event: AuditEvent, more: Partial<Told> = {}): Told => ({
  event,
  sentence: AUDIT_EVENTS[event].sentence,
  actorKind: 'user',
  actorId: 'a',
  actorLabel: 'Ann Lee (ann.lee)',
  targetType: 'user',
  targetId: 'b',
  targetLabel: 'Bo Ek (bo.ek)',
  detail: {},
  ...more,
})

test.each<[Told, string]>([
  [
    told('role.granted', { detail: { role: 'ADMIN', reach: 'everywhere', validUntil: null } }),
    'Ann Lee (ann.lee) gave the role ADMIN to Bo Ek (bo.ek)',
  ],
  [
    told('role.grant-ended', { detail: { role: 'Staff', reach: 'Group 7', validUntil: '2027-01-02T00:00:00.000Z' } }),
    'Ann Lee (ann.lee) took the role Staff from Bo Ek (bo.ek), within Group 7, until 2027-01-02',
  ],
  [told('user.deleted', { detail: { sessionsEnded: 2 } }), 'Ann Lee (ann.lee) moved to the trash Bo Ek (bo.ek), 2 sessions ended'],
  [told('user.updated', { targetId: 'a' }), 'Ann Lee (ann.lee) edited the profile of themselves'],
  [
    told('operation.refused', { detail: { operation: 'deleteUser', permission: 'user:delete', code: 'FORBIDDEN' } }),
    'Ann Lee (ann.lee) was refused deleteUser on Bo Ek (bo.ek)',
  ],
  [
    told('operation.refused', { detail: { operation: 'listUsers' }, targetType: 'operation', targetId: null, targetLabel: 'listUsers' }),
    'Ann Lee (ann.lee) was refused listUsers',
  ],
  [
    told('sign-in.refused', { actorKind: 'anonymous', actorId: null, actorLabel: 'anonymous', detail: { why: 'wrong-password' } }),
    'Somebody not signed in could not sign in as Bo Ek (bo.ek), because of: wrong password',
  ],
  [
    told('setting.changed', { targetType: 'setting', targetId: 'trash.days', targetLabel: 'trash.days' }),
    'Ann Lee (ann.lee) changed the setting trash.days',
  ],
  [
    told('audit.read', { targetType: 'audit-log', targetId: null, targetLabel: 'the audit log', detail: { query: 'event=user.*' } }),
    'Ann Lee (ann.lee) read the audit log, asking for event=user.*',
  ],
  [
    told('users.exported', { targetType: 'users', targetId: null, targetLabel: 'all users', detail: { format: 'csv', query: '' } }),
    'Ann Lee (ann.lee) exported all users, as CSV',
  ],
  [
    told('user.purged', { actorKind: 'system', actorId: null, actorLabel: 'users.purge-trash' }),
    'users.purge-trash (system) removed for good Bo Ek (bo.ek)',
  ],
])('%#', (entry, sentence) => {
  expect(sentenceText(entry)).toBe(sentence)
})

test('every event is a sentence, whatever its detail holds', () => {
  for (const event of Object.keys(AUDIT_EVENTS) as AuditEvent[]) {
    const { actor, verb, target } = sentenceParts(told(event, { detail: { role: 7, query: null, why: {}, sessions: 'x' } }))
    expect([actor, verb, target].every((part) => part.length > 0 && !part.includes('undefined') && !part.includes('[object'))).toBe(true)
  }
})
