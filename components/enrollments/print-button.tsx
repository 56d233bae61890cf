'use client'
import { Printer } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'

/** Opens the browser's own print dialog. Not there without client JavaScript, where the browser's menu has it, nor on paper. */
export function PrintButton({ children = 'Print this page' }: { children?: string | undefined }) {
  const hydrated = useHydrated()
  return (
    <Button className={hydrated ? 'print:hidden' : 'hidden'} onClick={() => window.print()} icon={<Printer aria-hidden />}>
      {children}
    </Button>
  )
}
