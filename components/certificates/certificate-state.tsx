import type { CertificateState as State } from '../../lib/certificates/list.ts'
import { Badge } from '../ui/badge.tsx'
import { STATE_TONES, STATE_WORDS } from './certificate-words.ts'

/** Where a certificate is in its life; `soon` adds that it ends within 30 days. */
export const CertificateState = ({ state, soon = false }: { state: State; soon?: boolean | undefined }) => (
  <span className="inline-flex flex-wrap gap-1">
    <Badge tone={STATE_TONES[state]}>{STATE_WORDS[state]}</Badge>
    {soon && <Badge tone="warning">Ends soon</Badge>}
  </span>
)
