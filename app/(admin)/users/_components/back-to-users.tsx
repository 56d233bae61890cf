'use client'
import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { useSyncExternalStore } from 'react'

const KEY = 'gatehouse-users-list'
const unchanging = () => () => {}

/** Notes the search parameters of the list, for this tab of the browser. A browser that refuses storage goes without. */
export function rememberList(search: string) {
  try {
    sessionStorage.setItem(KEY, search)
  } catch {
    // The way back then leads to the plain list.
  }
}

function remembered(): string {
  try {
    return sessionStorage.getItem(KEY) ?? ''
  } catch {
    return ''
  }
}

/** The way back to the list as it was left: same search, filters, order and page. Without client JavaScript, to the plain list. */
export function BackToUsers() {
  const search = useSyncExternalStore(unchanging, remembered, () => '')
  return (
    <Link
      href={`/users${search}`}
      className="inline-flex items-center gap-1 justify-self-start rounded-sm text-sm text-ink-soft hover:text-ink hover:underline"
    >
      <ArrowLeft aria-hidden className="size-3" />
      Users
    </Link>
  )
}
