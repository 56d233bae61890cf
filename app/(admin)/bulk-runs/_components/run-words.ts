import { actWords } from '../../../../components/bulk/act-words.ts'
import { ACTION_WORDS } from '../../../../lib/bulk-runs/rules.ts'
import type { BulkAction, SettableField } from '../../../../lib/bulk-runs/schema.ts'

/** What names a run: the act, its number of users, and what it was told. */
export type Named = { action: BulkAction; total: number; parameters: Record<string, unknown>; undoOfId: string | null }

/** The name of a run: "Deactivate 4,812 users", or "Reactivate 4,812 users (undo)" when it undoes another one. */
export function runName({ action, total, parameters, undoOfId }: Named): string {
  const { roleName, field, kind } = parameters as { roleName?: string; field?: SettableField; kind?: 'invitation' | 'reset' }
  const name = actWords(action, total, { role: roleName, field, kind })
  return undoOfId === null ? name : `${name} (undo)`
}

/** What became of those whom a run changed, after their number: "deactivated". */
export const doneWords = ({ action }: Pick<Named, 'action'>): string => ACTION_WORDS[action].done
