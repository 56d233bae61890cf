import Link from 'next/link'
import type { ReactNode } from 'react'

/** One thing that an approval gives; `href` only where the viewer may open its page. */
export type Given = { key: string; words: ReactNode; href: string | null }

/** What an approval gives, as a list of things. */
export const Gives = ({ given }: { given: readonly Given[] }) => (
  <ul aria-label="What an approval gives" className="grid list-disc gap-1 ps-5">
    {given.map(({ key, words, href }) => (
      <li key={key} className="wrap-anywhere">
        {href ? (
          <Link href={href} prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
            {words}
          </Link>
        ) : (
          words
        )}
      </li>
    ))}
  </ul>
)
