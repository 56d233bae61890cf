import type { ReactNode } from 'react'
import { QrCode } from './qr-code.tsx'

/** "4K7M-Q2XA" letter by letter, so that a screen reader does not try to say a word. */
const spelled = (code: string) => [...code].map((sign) => (sign === '-' ? ', ' : sign)).join(' ')

/**
 * The code that an applicant shows or reads out to an approver, large enough to be read across a table, beside the QR code of `link`, which
 * opens the enrollment in the approver's browser and has no code in it. `children` are what can be done with the code.
 */
export const ApprovalCode = ({ code, link, children }: { code: string; link: string; children?: ReactNode }) => (
  <div className="flex flex-wrap items-center justify-center gap-x-6 gap-y-4">
    <QrCode text={link} label="QR code that opens this enrollment for an approver" className="w-36 rounded-md border border-line" />
    <div className="grid min-w-0 flex-[1_1_180px] justify-items-center gap-3 text-center">
      <p className="text-sm text-ink-soft">Approval code</p>
      <p className="font-mono text-[2.2857rem] leading-[1.15] font-semibold tracking-wide whitespace-nowrap text-ink">
        <span aria-hidden>{code}</span>
        <span className="sr-only">{spelled(code)}</span>
      </p>
      {children}
    </div>
  </div>
)
