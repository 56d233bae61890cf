'use client'
import { useEffect, useState } from 'react'
import type { PasswordContext, PasswordVerdict } from '../../lib/passwords/rules.ts'
import { StrengthMeter } from '../ui/strength-meter.tsx'
import { PasswordField } from './fields.tsx'

const PAUSE_MS = 150

/** Judges what is typed by the rules of the server, a moment after the last key. Their dictionary is loaded with the first letter. */
function PasswordStrength({ value, person, least }: { value: string; person: PasswordContext; least: number }) {
  const [verdict, setVerdict] = useState<PasswordVerdict | null>(null)
  useEffect(() => {
    let current = true
    const timer = setTimeout(() => {
      void import('../../lib/passwords/rules.ts').then(
        ({ judgePassword }) => current && setVerdict(judgePassword(value, person, least)),
        () => {}, // the server says the same after sending
      )
    }, PAUSE_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [value, person, least])
  return verdict && <StrengthMeter score={verdict.score} note={verdict.why ?? undefined} />
}

type Props = { name: string; label: string; person: PasswordContext; least: number }

/**
 * A field for a password to be set, with a meter while typing when client JavaScript runs. `person` holds what it must not be made of,
 * `least` is the setting password.minLength.
 */
export const NewPasswordField = ({ name, label, person, least }: Props) => (
  <PasswordField
    name={name}
    label={label}
    hint={`At least ${least} characters. A few unrelated words are good; no special characters are needed.`}
    autoComplete="new-password"
    meter={(value) => <PasswordStrength value={value} person={person} least={least} />}
  />
)
