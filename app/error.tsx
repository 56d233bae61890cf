'use client'
import { ProblemPage } from '../components/layout/problem-page.tsx'
import { Button } from '../components/ui/button.tsx'

/** Stands for a page that failed unexpectedly. The digest is the number under which the server's log has the reason. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div className="px-4">
      <ProblemPage
        problem="unavailable"
        reference={error.digest}
        action={
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
        }
      />
    </div>
  )
}
