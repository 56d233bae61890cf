'use client'
import { CheckboxField } from '../form/fields.tsx'

/** What has to be agreed to, to be read in place however long it is, and the check box that says so. For inside an `ActionForm`. */
export const Terms = ({ text }: { text: string }) => (
  <div className="grid gap-2">
    <p id="terms-title" className="font-medium">
      Terms
    </p>
    <div
      role="region"
      aria-labelledby="terms-title"
      tabIndex={0}
      className="max-h-48 overflow-y-auto rounded-md border border-line bg-sunken px-3 py-2 whitespace-pre-line wrap-anywhere text-ink-soft"
    >
      {text}
    </div>
    <CheckboxField name="agreed" label="I have read the terms and agree to them" />
  </div>
)
