import type { Metadata } from 'next'
import { PublicFrame } from '../components/layout/shell.tsx'
import { ProblemPage } from '../components/layout/problem-page.tsx'

export const metadata: Metadata = { title: 'Not found' }

/** The answer to every address that is no page. */
export default function NotFoundPage() {
  return (
    <PublicFrame>
      <ProblemPage problem="not-found" />
    </PublicFrame>
  )
}
