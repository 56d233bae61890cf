'use client'
import { Command } from 'cmdk'
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { Avatar } from '../ui/avatar.tsx'
import { visibleNavigation } from './navigation.ts'
import { useUserSearch } from './use-user-search.ts'

const itemClass = 'flex min-h-9 cursor-pointer items-center gap-2 rounded-md px-2 py-1 data-[selected=true]:bg-accent-soft [&_svg]:size-4'
const groupClass =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-sm [&_[cmdk-group-heading]]:text-ink-faint'

/** Leads to any page or user by typing a part of the name. Opens each time that `opened` grows; Escape closes it. */
export function CommandPalette({ opened, permissions }: { opened: number; permissions: readonly string[] }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const router = useRouter()
  const [text, setText] = useState('')
  const q = text.trim()
  const seesUsers = permissions.includes('user:read')
  const { users, failed, pending } = useUserSearch(q, seesUsers)
  const pages = visibleNavigation(permissions)
    .flatMap(({ label, items }) => items.map((item) => ({ ...item, section: label })))
    .filter(({ label, section }) => `${section} ${label}`.toLowerCase().includes(q.toLowerCase()))

  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal()
    dialog.current?.querySelector('input')?.focus()
  }, [opened])

  const go = (href: string) => () => {
    dialog.current?.close()
    setText('')
    router.push(href)
  }
  const closeOutside = (event: MouseEvent) => event.target === dialog.current && dialog.current?.close()

  // Outside the sidebar, which is not drawn on narrow screens while its sheet is closed.
  return createPortal(
    <dialog
      ref={dialog}
      aria-label="Go to"
      onClick={closeOutside}
      className="mx-auto mt-[12dvh] mb-auto w-[calc(100vw-24px)] max-w-140 rounded-lg border border-line bg-raised shadow-raised"
    >
      <Command label="Go to a page or a user" shouldFilter={false} loop>
        <div className="flex items-center gap-2 border-b border-line px-4">
          <Search aria-hidden className="size-4 shrink-0 text-ink-faint" />
          <Command.Input
            value={text}
            onValueChange={setText}
            maxLength={200}
            placeholder={seesUsers ? 'Page or user' : 'Page'}
            className="h-12 w-full bg-transparent outline-none"
          />
        </div>
        <Command.List label="Pages and users" className="max-h-[50dvh] overflow-y-auto p-2">
          {pages.length > 0 && (
            <Command.Group heading="Pages" className={groupClass}>
              {pages.map((page) => (
                <Item key={page.href} value={page.href} onSelect={go(page.href)}>
                  <page.icon aria-hidden className="text-ink-faint" />
                  {page.label}
                  <span className="text-ink-faint">{page.section}</span>
                </Item>
              ))}
            </Command.Group>
          )}
          {seesUsers && q !== '' && (
            <Command.Group heading="Users" className={groupClass}>
              {/* First, so that Enter means the same before and after the users arrive. */}
              <Item value="search" onSelect={go(`/users?q=${encodeURIComponent(q)}`)}>
                <Search aria-hidden className="text-ink-faint" />
                Search users for “{q}”
              </Item>
              {users.map((user) => (
                <Item key={user.id} value={user.id} onSelect={go(`/users/${user.id}`)}>
                  <Avatar size="sm" name={user.name || user.username} seed={user.id} />
                  <span className="truncate">{user.name || user.username}</span>
                  <span className="truncate text-ink-faint">{user.email}</span>
                </Item>
              ))}
            </Command.Group>
          )}
          <Command.Empty className="px-2 py-6 text-center text-ink-soft">No page has that name.</Command.Empty>
        </Command.List>
      </Command>
      <p role="status" className="sr-only">
        {pending ? 'Searching users' : failed ? 'Users could not be searched just now.' : q ? `${users.length} users found` : ''}
      </p>
    </dialog>,
    document.body,
  )
}

const Item = ({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) => (
  <Command.Item value={value} onSelect={onSelect} className={itemClass}>
    {children}
  </Command.Item>
)
