'use client'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useEffect, useSyncExternalStore } from 'react'

type Toast = { id: number; message: string; tone: 'success' | 'danger' }

const shownForMs = 6_000
const none: readonly Toast[] = []
let toasts = none
let lastId = 0
const listeners = new Set<() => void>()

const publish = (next: readonly Toast[]) => {
  toasts = next
  listeners.forEach((listener) => listener())
}
const dismiss = (id: number) => publish(toasts.filter((toast) => toast.id !== id))
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Shows one sentence in the corner of the screen and reads it to screen readers. Success goes away after six seconds, danger stays until dismissed. */
export function toast(message: string, tone: Toast['tone'] = 'success') {
  publish([...toasts.slice(-2), { id: ++lastId, message, tone }])
}

/** Says that a file was asked for: a form that answers with a download changes nothing on the page. */
export const exportBegun = () => toast('The file is being made. Your browser saves it when it arrives.')

/** The corner where toasts appear; once, in the root layout. It is a live region that exists before its first message, or none would be read. */
export function Toaster() {
  const shown = useSyncExternalStore(
    subscribe,
    () => toasts,
    () => none,
  )
  return (
    <div role="status" className="pointer-events-none fixed inset-x-3 bottom-3 z-40 grid justify-items-end gap-2 sm:inset-x-4 sm:bottom-4">
      {shown.map((toast) => (
        <ToastLine key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function ToastLine({ toast: { id, message, tone } }: { toast: Toast }) {
  useEffect(() => {
    if (tone === 'danger') return
    const timer = setTimeout(() => dismiss(id), shownForMs)
    return () => clearTimeout(timer)
  }, [id, tone])
  const Icon = tone === 'danger' ? CircleAlert : CircleCheck
  return (
    <div className="pointer-events-auto flex max-w-100 items-start gap-3 rounded-md border border-line bg-raised py-3 ps-4 pe-2 shadow-raised">
      <Icon aria-hidden className={tone === 'danger' ? 'mt-0.5 size-4 shrink-0 text-danger' : 'mt-0.5 size-4 shrink-0 text-success'} />
      <p className="min-w-0">{message}</p>
      <button
        type="button"
        aria-label="Dismiss"
        onClick={() => dismiss(id)}
        className="-my-1 rounded-sm p-1.5 text-ink-soft hover:bg-sunken hover:text-ink"
      >
        <X aria-hidden className="size-4" />
      </button>
    </div>
  )
}
