'use client'
import { Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { Kbd } from '../ui/kbd.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'

// Loaded on first use: most visits never open it.
const CommandPalette = dynamic(() => import('./command-palette.tsx').then((module) => module.CommandPalette), { ssr: false })

/** Opens the command palette, also by Ctrl-K or ⌘K anywhere. It needs client JavaScript and is invisible without. */
export function PaletteButton({ permissions }: { permissions: readonly string[] }) {
  const hydrated = useHydrated()
  const [opened, setOpened] = useState(0)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      setOpened((times) => times + 1)
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <>
      <button
        type="button"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpened((times) => times + 1)}
        className={`flex h-9 w-full items-center gap-2 rounded-md border border-line bg-canvas px-2 text-ink-faint hover:border-line-strong ${hydrated ? '' : 'invisible'}`}
      >
        <Search aria-hidden className="size-4" />
        Go to…
        <span className="ms-auto" aria-hidden>
          <Kbd>Ctrl K</Kbd>
        </span>
      </button>
      {opened > 0 && <CommandPalette opened={opened} permissions={permissions} />}
    </>
  )
}
