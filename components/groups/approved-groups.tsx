import Form from 'next/form'
import type { ReactNode } from 'react'
import { plural, cappedCount } from '../../lib/core/format.ts'
import type { PublicGroup } from '../../lib/groups/views.ts'
import { EmptyState, NoMatch } from '../layout/empty-state.tsx'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Input } from '../ui/input.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { URL_TYPE_WORDS, dayWords } from './group-words.ts'

const isWeb = (url: string) => /^https?:\/\//i.test(url)

function Group({ group, children }: { group: PublicGroup; children: ReactNode }) {
  const { name, description, location, url, urlType, startDate } = group
  const facts = [location, startDate && `since ${dayWords(startDate)}`].filter(Boolean)
  return (
    <li className="grid gap-1 border-b border-line py-4 first:pt-0 last:border-0 last:pb-0">
      <h2 className="font-semibold wrap-anywhere">{name}</h2>
      {facts.length > 0 && <p className="text-sm text-ink-soft">{facts.join(', ')}</p>}
      <PlainText text={description} />
      {isWeb(url) && (
        <p>
          {urlType === 'other' ? '' : `${URL_TYPE_WORDS[urlType]}: `}
          <a href={url} rel="noopener noreferrer nofollow" className="rounded-sm wrap-anywhere text-accent underline underline-offset-2">
            {url}
          </a>
        </p>
      )}
      {children}
    </li>
  )
}

/**
 * One page of the approved groups with a search, as everybody may see them. `children` draws what stands at each group, such as the form
 * to ask; `address` is that of the page around.
 */
export function ApprovedGroups({
  groups,
  next,
  count,
  more,
  q,
  address,
  children,
}: {
  groups: readonly PublicGroup[]
  next: string | null
  count: number
  more: boolean
  q: string
  address: string
  children?: ((group: PublicGroup) => ReactNode) | undefined
}) {
  const nextSearch = next && new URLSearchParams({ ...(q ? { q } : {}), after: next })
  return (
    <div className="grid min-w-0 gap-4">
      <Form key={q} action={address} role="search" aria-label="Approved groups" className="flex flex-wrap gap-2">
        <Input
          type="search"
          name="q"
          defaultValue={q}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          aria-label="Search approved groups"
          placeholder="Name, location, description"
          className="min-w-40 flex-1 sm:max-w-100"
        />
        <Button type="submit">Search</Button>
      </Form>
      {groups.length > 0 ? (
        <>
          <p role="status" className="text-ink-soft tabular-nums">
            {more ? `${cappedCount(count + 1, count)} groups` : plural(count, 'group')}
          </p>
          <ul className="rounded-lg border border-line bg-surface p-4 sm:p-6">
            {groups.map((group) => (
              <Group key={group.id} group={group}>
                {children?.(group)}
              </Group>
            ))}
          </ul>
        </>
      ) : (
        <div className="rounded-lg border border-line bg-surface">
          {q ? (
            <NoMatch what="groups" clearHref={address} />
          ) : (
            <EmptyState title="No approved groups yet">Groups that are open to everybody will be listed here.</EmptyState>
          )}
        </div>
      )}
      {nextSearch && (
        <div>
          <ButtonLink href={`${address}?${nextSearch}`}>Next page</ButtonLink>
        </div>
      )}
    </div>
  )
}
