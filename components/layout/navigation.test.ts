import { describe, expect, it } from 'vitest'
import { NAVIGATION, currentItem, visibleNavigation } from './navigation.ts'

const labels = (permissions: string[]) => visibleNavigation(permissions).map(({ label }) => label)

describe('navigation', () => {
  it('shows only pages whose permission is held, and no empty section', () => {
    expect(labels([])).toEqual([])
    expect(labels(['account:read'])).toEqual(['Account'])
    expect(visibleNavigation(['enrollment:read']).flatMap(({ items }) => items.map(({ href }) => href))).toEqual(['/inbox'])
    expect(visibleNavigation(['user:read']).flatMap(({ items }) => items.map(({ href }) => href))).toEqual(['/users', '/bulk-runs'])
  })
  it('marks the most exact page', () => {
    expect(currentItem(NAVIGATION, '/users/42/profile')?.label).toBe('Users')
    expect(currentItem(NAVIGATION, '/account/sessions')?.label).toBe('Sign-in and sessions')
    expect(currentItem(NAVIGATION, '/account')?.label).toBe('Profile')
    expect(currentItem(NAVIGATION, '/usersome')).toBeUndefined()
  })
})
