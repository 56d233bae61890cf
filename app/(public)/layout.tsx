import type { ReactNode } from 'react'
import { PublicFrame } from '../../components/layout/shell.tsx'

/** The frame of the pages before sign-in. */
export default function PublicLayout({ children }: { children: ReactNode }) {
  return <PublicFrame>{children}</PublicFrame>
}
