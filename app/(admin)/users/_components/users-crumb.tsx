'use client'
import { useSyncExternalStore } from 'react'
import { CrumbLink } from '../../../../components/layout/page-header.tsx'

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

/** The crumb that leads to the list as it was left: same search, filters, order and page. Without client JavaScript, to the plain list. */
export function UsersCrumb() {
  const search = useSyncExternalStore(unchanging, remembered, () => '')
  return <CrumbLink label="Users" href={`/users${search}`} />
}
