'use client'
import { useShownSettings } from '../../../../components/layout/shown-settings.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { CopyField } from '../../../../components/ui/copy-button.tsx'
import { duration } from '../../../../lib/core/format.ts'

/** A set-password link, shown this once: to copy, and with what else happens to it. */
export function LinkHandOver({ link, email, mailConfigured }: { link: string; email: string; mailConfigured: boolean }) {
  const life = duration(useShownSettings()['password.linkHours'] * 60)
  return (
    <div className="grid gap-3">
      <CopyField value={link} label="Set-password link" copyLabel="Copy link" />
      <Callout
        tone={mailConfigured ? 'info' : 'warning'}
        title={mailConfigured ? `Also mailed to ${email}.` : 'Mail is not configured: hand this link over yourself.'}
      >
        It is shown only now. Whoever has it can choose the password, once, within {life}.
      </Callout>
    </div>
  )
}
