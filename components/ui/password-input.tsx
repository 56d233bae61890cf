'use client'
import { Eye, EyeOff } from 'lucide-react'
import { useState, type ComponentProps } from 'react'
import { Input } from './input.tsx'
import { useHydrated } from './use-hydrated.ts'

/** A password input whose text can be shown; the button is there only when client JavaScript is. */
export function PasswordInput(props: Omit<ComponentProps<'input'>, 'type'>) {
  const [shown, setShown] = useState(false)
  const hydrated = useHydrated()
  return (
    <div className="relative">
      <Input autoCapitalize="none" spellCheck={false} {...props} type={shown ? 'text' : 'password'} className="pe-10" />
      {hydrated && (
        <button
          type="button"
          aria-label={shown ? 'Hide password' : 'Show password'}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
          className="absolute end-1 top-1 rounded-sm p-1.5 text-ink-soft hover:text-ink"
        >
          {shown ? <EyeOff aria-hidden className="size-4" /> : <Eye aria-hidden className="size-4" />}
        </button>
      )}
    </div>
  )
}
