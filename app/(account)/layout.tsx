import type { ReactNode } from 'react'
import { SignedInFrame } from '../signed-in-frame.tsx'

/** The frame of the account pages; every page in it authorizes for itself. */
export default function AccountLayout({ children }: { children: ReactNode }) {
  return <SignedInFrame>{children}</SignedInFrame>
}
