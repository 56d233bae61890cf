'use client'
import { ProblemPage } from '../components/layout/problem-page.tsx'
import './globals.css'

/** Stands for the whole document when even the root layout failed, as it does when the database cannot be reached. */
export default function GlobalErrorPage({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en" data-theme="system">
      <body>
        <title>This page could not be shown · Gatehouse</title>
        <main className="px-4">
          <ProblemPage problem="unavailable" reference={error.digest} />
        </main>
      </body>
    </html>
  )
}
