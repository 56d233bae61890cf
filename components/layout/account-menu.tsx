'use client'
import { Check, ChevronsUpDown, CircleUserRound, LogOut } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useActionState, useEffect } from 'react'
import type { FormAction } from '../../lib/core/form-state.ts'
import { Avatar } from '../ui/avatar.tsx'
import { toast } from '../ui/toast.tsx'
import { Menu, MenuButton, MenuLine, MenuLink, MenuTitle } from '../ui/menu.tsx'

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

export type ShellPerson = { id: string; username: string; fullName: string; theme: 'system' | 'light' | 'dark' }
/** `setTheme` receives `theme`; `signOut` nothing. Both are form actions, so they work without client JavaScript. */
export type ShellActions = { setTheme: FormAction; signOut: FormAction }

/** A form action whose refusal is said as a toast; when the session is over it leads to the sign-in page. */
function useOwnAction(action: FormAction) {
  const [answer, dispatch] = useActionState(action, null)
  const router = useRouter()
  useEffect(() => {
    if (answer?.ok !== false) return
    if (answer.code === 'UNAUTHENTICATED') router.replace('/sign-in')
    else toast(answer.message, 'danger')
  }, [answer, router])
  return dispatch
}

/** Who is signed in, and what concerns only them: their account, the theme, signing out. */
export function AccountMenu({ user, actions }: { user: ShellPerson; actions: ShellActions }) {
  const setTheme = useOwnAction(actions.setTheme)
  const signOut = useOwnAction(actions.signOut)
  const name = user.fullName || user.username
  return (
    <Menu
      up
      triggerClassName="flex w-full items-center gap-2 rounded-md p-2 text-start hover:bg-sunken"
      trigger={
        <>
          <Avatar name={name} seed={user.id} />
          <span className="min-w-0 flex-1">
            <span dir="auto" className="block truncate text-left font-medium">
              {name}
            </span>
            <span className="block truncate text-sm text-ink-faint">{user.username}</span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 text-ink-faint" />
          <span className="sr-only">Account menu</span>
        </>
      }
    >
      <MenuLink href="/account" icon={<CircleUserRound aria-hidden />}>
        Your account
      </MenuLink>
      <MenuLine />
      <form action={setTheme}>
        <MenuTitle>Theme</MenuTitle>
        {themes.map(({ value, label }) => (
          <MenuButton
            key={value}
            type="submit"
            name="theme"
            value={value}
            aria-pressed={value === user.theme}
            icon={<Check aria-hidden className={value === user.theme ? '' : 'invisible'} />}
          >
            {label}
          </MenuButton>
        ))}
      </form>
      <MenuLine />
      <form action={signOut}>
        <MenuButton type="submit" icon={<LogOut aria-hidden />}>
          Sign out
        </MenuButton>
      </form>
    </Menu>
  )
}
