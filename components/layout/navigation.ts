import {
  CircleUserRound,
  FileBadge,
  FolderTree,
  House,
  Inbox,
  IdCard,
  KeyRound,
  KeySquare,
  Layers,
  ListChecks,
  ListTodo,
  Mailbox,
  MailPlus,
  Megaphone,
  MonitorSmartphone,
  ScrollText,
  Settings,
  Stamp,
  TextCursorInput,
  TicketPlus,
  ShieldUser,
  Users,
  type LucideIcon,
} from 'lucide-react'
import type { Permission } from '../../lib/core/permissions.ts'

/**
 * A page of the navigation, shown to whoever holds `permission`. Hiding is a courtesy: the page itself decides. With `counts` it says how
 * much waits there for the viewer.
 */
export type NavigationItem = { label: string; href: string; icon: LucideIcon; permission: Permission; counts?: 'pendingWork' }
export type NavigationSection = { label: string; items: readonly NavigationItem[] }

/** Every page that the sidebar and the command palette lead to, in their order. */
export const NAVIGATION: readonly NavigationSection[] = [
  {
    label: 'People',
    items: [
      { label: 'Home', href: '/home', icon: House, permission: 'statistics:read' },
      { label: 'Inbox', href: '/inbox', icon: Inbox, permission: 'enrollment:read', counts: 'pendingWork' },
      { label: 'Users', href: '/users', icon: Users, permission: 'user:read' },
      { label: 'Groups', href: '/groups', icon: FolderTree, permission: 'group:read' },
      { label: 'Memberships', href: '/memberships', icon: IdCard, permission: 'membership:read' },
    ],
  },
  {
    label: 'Enrollment',
    items: [
      { label: 'Enrollment pools', href: '/enrollment-pools', icon: TicketPlus, permission: 'enrollment-pool:read' },
      { label: 'Invitations', href: '/invitations', icon: MailPlus, permission: 'enrollment:invite' },
    ],
  },
  {
    label: 'Access',
    items: [
      { label: 'Roles', href: '/roles', icon: ShieldUser, permission: 'role:read' },
      { label: 'Permissions', href: '/permissions', icon: ListTodo, permission: 'role:read' },
      { label: 'Login codes', href: '/login-codes', icon: KeySquare, permission: 'login-code:read' },
      { label: 'Certificates', href: '/certificates', icon: FileBadge, permission: 'certificate:read' },
      { label: 'Used tokens', href: '/seen-tokens', icon: Stamp, permission: 'seen-token:read' },
    ],
  },
  {
    label: 'System',
    items: [
      { label: 'Audit log', href: '/audit', icon: ScrollText, permission: 'audit:read' },
      { label: 'Bulk runs', href: '/bulk-runs', icon: Layers, permission: 'user:read' },
      { label: 'Outbox', href: '/outbox', icon: Mailbox, permission: 'outbox:read' },
      { label: 'Jobs', href: '/jobs', icon: ListChecks, permission: 'job:read' },
      { label: 'Banners', href: '/banners', icon: Megaphone, permission: 'banner:read' },
      { label: 'Extra fields', href: '/custom-fields', icon: TextCursorInput, permission: 'custom-field:read' },
      { label: 'Settings', href: '/settings', icon: Settings, permission: 'settings:read' },
    ],
  },
  {
    label: 'Account',
    items: [
      { label: 'Profile', href: '/account', icon: CircleUserRound, permission: 'account:read' },
      { label: 'My groups', href: '/account/groups', icon: FolderTree, permission: 'account:read' },
      { label: 'Membership', href: '/account/membership', icon: IdCard, permission: 'account:read' },
      { label: 'Sign-in and sessions', href: '/account/sessions', icon: MonitorSmartphone, permission: 'account:read' },
      { label: 'Password', href: '/account/password', icon: KeyRound, permission: 'account:change-password' },
      { label: 'My certificates', href: '/account/certificates', icon: FileBadge, permission: 'account:use-certificates' },
      { label: 'My roles', href: '/account/roles', icon: ShieldUser, permission: 'account:read' },
    ],
  },
]

/** The sections and pages that a holder of these permissions may open; empty sections are left out. */
export function visibleNavigation(permissions: readonly string[]): NavigationSection[] {
  const held = new Set(permissions)
  return NAVIGATION.map(({ label, items }) => ({ label, items: items.filter((item) => held.has(item.permission)) })).filter(
    ({ items }) => items.length > 0,
  )
}

/** The page of the navigation that an address belongs to: the one with the longest address that it begins with. */
export function currentItem(sections: readonly NavigationSection[], path: string): NavigationItem | undefined {
  return sections
    .flatMap(({ items }) => items)
    .filter(({ href }) => path === href || path.startsWith(`${href}/`))
    .sort((a, b) => b.href.length - a.href.length)[0]
}
