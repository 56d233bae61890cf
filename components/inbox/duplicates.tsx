import Link from 'next/link'
import { plural } from '../../lib/core/format.ts'

/** Somebody who may be the same person; `href` is null where the viewer may not open a page about them. */
export type DuplicateLink = { id: string; label: string; what: string; same: 'email' | 'name'; href: string | null }

/** Whom an applicant may be already, as links; those whom the viewer may not see are only counted. */
export const Duplicates = ({ found, hidden }: { found: readonly DuplicateLink[]; hidden: number }) => (
  <ul className="grid gap-0.5">
    {found.map(({ id, label, what, same, href }) => (
      <li key={id} className="wrap-anywhere">
        {href ? (
          <Link href={href} prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
            <bdi>{label}</bdi>
          </Link>
        ) : (
          <bdi>{label}</bdi>
        )}
        , {what}, same {same === 'email' ? 'e-mail address' : 'name'}
      </li>
    ))}
    {hidden > 0 && <li>{found.length > 0 ? `and ${hidden} more` : plural(hidden, 'person', 'people')} whom you may not look up</li>}
  </ul>
)
