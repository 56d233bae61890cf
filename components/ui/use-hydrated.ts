'use client'
import { useSyncExternalStore } from 'react'

const never = () => () => {}

/** False in the server's page and while React takes it over, true afterwards: tells whether client JavaScript runs. */
export const useHydrated = () =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
