'use client'
import { useEffect, useState } from 'react'
import type { PasswordContext, PasswordVerdict } from '../../lib/passwords/rules.ts'
import { minPasswordLength } from '../../lib/passwords/schema.ts'
import { StrengthMeter } from '../ui/strength-meter.tsx'
import { PasswordField } from './fields.tsx'

const PAUSE_MS = 150

/** Judges what is typed by the rules of the server, a moment after the last key. Their dictionary is loaded with the first letter. */
function PasswordStrength({ value, person }: { value: string; person: PasswordContext }) {
  const [verdict, setVerdict] = useState<PasswordVerdict | null>(null)
  useEffect(() => {
    let current = true
    const timer = setTimeout(() => {
      void import('../../lib/passwords/rules.ts').then(
        ({ judgePassword }) => current && setVerdict(judgePassword(value, person)),
        () => {}, // the server says the same after sending
      )
    }, PAUSE_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [value, person])
  return verdict && <StrengthMeter score={verdict.score} note={verdict.why ?? undefined} />
}

/** A field for a password to be set, with a meter while typing when client JavaScript runs. `person` holds what it must not be made of. */
export const NewPasswordField = ({ name, label, person }: { name: string; label: string; person: PasswordContext }) => (
  <PasswordField
    name={name}
    label={label}
    hint={`At least ${minPasswordLength} characters. A few unrelated words are good; no special characters are needed.`}
    autoComplete="new-password"
    meter={(value) => <PasswordStrength value={value} person={person} />}
  />
)
