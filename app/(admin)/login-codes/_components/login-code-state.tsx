import { Badge, type Tone } from '../../../../components/ui/badge.tsx'
import type { LoginCodeState as State } from '../../../../lib/login-codes/schema.ts'

/** What a state is called, also in the filter. */
export const STATE_WORDS: Record<State, string> = { open: 'Not used yet', used: 'Used', expired: 'Expired', void: 'Taken back' }
const TONES: Record<State, Tone> = { open: 'info', used: 'success', expired: 'neutral', void: 'neutral' }

/** What became of a code. */
export const LoginCodeState = ({ state }: { state: State }) => <Badge tone={TONES[state]}>{STATE_WORDS[state]}</Badge>
