import Link from 'next/link'
import type { ReactNode } from 'react'

/** Somebody's name, as a link to their page for who may open it (`id`), else as text. */
export const PersonLink = ({ id, children }: { id: string | null; children: ReactNode }) =>
  id === null ? (
    <bdi>{children}</bdi>
  ) : (
    <Link
      href={`/users/${id}`}
      prefetch={false}
      className="rounded-sm underline decoration-line-strong underline-offset-2 hover:text-accent"
    >
      <bdi>{children}</bdi>
    </Link>
  )
