import Link from 'next/link'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import type { ListedPool } from '../../../../lib/enrollment-pools/views.ts'

const textLink = 'rounded-sm text-accent underline underline-offset-2'

/** The ways in for people who have no account: pools that administrators list here, asking for access, and a code on paper. */
export const WaysIn = ({ pools, takesRequests }: { pools: readonly ListedPool[]; takesRequests: boolean }) => (
  <section aria-labelledby="ways-in-title" className="grid gap-3 border-t border-line pt-6">
    <h2 id="ways-in-title" className="text-lg font-semibold">
      No account yet?
    </h2>
    {pools.length > 0 && (
      <ul className="grid gap-2">
        {pools.map(({ id, name, href }) => (
          <li key={id}>
            <ButtonLink href={href} className="h-auto! min-h-9 w-full py-1.5 text-center whitespace-normal! wrap-anywhere">
              Join {name}
            </ButtonLink>
          </li>
        ))}
      </ul>
    )}
    <p className="flex flex-wrap gap-x-4 gap-y-1">
      {takesRequests && (
        <Link href="/request-access" prefetch={false} className={textLink}>
          Ask for access
        </Link>
      )}
      <Link href="/enroll" prefetch={false} className={textLink}>
        Join with a code
      </Link>
    </p>
  </section>
)
