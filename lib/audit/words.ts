import { plural } from '../core/format.ts'
import type { AuditEntryView } from './events.ts'

/** What a sentence about a row needs of it; also a row that was only read for being broken has as much. */
export type Told = Pick<
  AuditEntryView,
  'event' | 'sentence' | 'actorKind' | 'actorId' | 'actorLabel' | 'targetType' | 'targetId' | 'targetLabel'
> & {
  detail: Record<string, unknown>
}
/** A row as the parts of a sentence: "Ann Lee", "gave the role ADMIN to", "Bo Ek", "within Group 7". The last two may be empty. */
export type SentenceParts = { actor: string; verb: string; target: string; extra: string }

const text = (value: unknown) => (typeof value === 'string' ? value : '')
const number = (value: unknown) => (typeof value === 'number' ? value : 0)

const actorOf = ({ actorKind, actorLabel }: Told) => {
  if (actorKind === 'anonymous') return 'Somebody not signed in'
  return actorKind === 'user' ? actorLabel : `${actorLabel} (${actorKind === 'apiKey' ? 'API key' : actorKind})`
}

const VERBS: Record<string, (detail: Record<string, unknown>) => string> = {
  'role.granted': ({ role }) => `gave the role ${text(role)} to`,
  'role.grant-ended': ({ role }) => `took the role ${text(role)} from`,
  'operation.refused': ({ operation }) => `was refused ${text(operation)}`,
}

function targetOf({ actorId, targetType, targetId, targetLabel, event }: Told) {
  if (event === 'operation.refused') return targetType === 'operation' ? '' : `on ${targetLabel}`
  if (targetType !== 'user') return targetLabel
  return targetId !== null && targetId === actorId ? 'themselves' : targetLabel
}

function extraOf({ detail: { reach, validUntil, sessionsEnded, sessions, query, format, why } }: Told): string {
  const ended = number(sessionsEnded) || number(sessions)
  return [
    reach === undefined || reach === 'everywhere' ? '' : `within ${text(reach)}`,
    text(validUntil) && `until ${text(validUntil).slice(0, 10)}`,
    ended > 0 ? `${plural(ended, 'session')} ended` : '',
    format === undefined ? '' : `as ${text(format).toUpperCase()}`,
    text(query) && `asking for ${text(query)}`,
    text(why) && `because of: ${text(why).replaceAll('-', ' ')}`,
  ]
    .filter(Boolean)
    .join(', ')
}

/** The parts of the sentence that a row of the log is, with names and what it carries; `verb` knows the role's name and the operation. */
export function sentenceParts(entry: Told): SentenceParts {
  const verb = VERBS[entry.event]?.(entry.detail) ?? entry.sentence
  return { actor: actorOf(entry), verb, target: targetOf(entry), extra: extraOf(entry) }
}

/** A row of the log in one plain sentence, for files and for the command line. */
export function sentenceText(entry: Told): string {
  const { actor, verb, target, extra } = sentenceParts(entry)
  return [actor, verb, target].filter(Boolean).join(' ') + (extra && `, ${extra}`)
}
