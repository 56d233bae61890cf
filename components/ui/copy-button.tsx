'use client'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { Input } from './input.tsx'
import { useHydrated } from './use-hydrated.ts'

/** Copies `value`. `label` says what, as in "Copy user ID". Invisible without client JavaScript: use `CopyField` where the value must be reachable then. */
export function CopyButton({ value, label, compact = false }: { value: string; label: string; compact?: boolean | undefined }) {
  const hydrated = useHydrated()
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null)
  useEffect(() => {
    if (!outcome) return
    const timer = setTimeout(() => setOutcome(null), 2_000)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    )
  const words = outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'Select and copy it by hand' : label
  return (
    <Button
      size={compact ? 'sm' : 'md'}
      variant={compact ? 'ghost' : 'secondary'}
      className={hydrated ? '' : 'invisible'}
      onClick={copy}
      icon={outcome === 'copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
    >
      <span aria-live="polite" className={compact ? 'sr-only' : ''}>
        {words}
      </span>
    </Button>
  )
}

/** A value to take along (a link, an id): a read-only field that can be selected, and a button that copies it. */
export function CopyField({ value, label, copyLabel = 'Copy' }: { value: string; label: string; copyLabel?: string | undefined }) {
  return (
    <div className="flex gap-2">
      <Input readOnly value={value} aria-label={label} onFocus={(event) => event.currentTarget.select()} className="font-mono" />
      <CopyButton value={value} label={copyLabel} />
    </div>
  )
}
