import { Check } from 'lucide-react'
import { byNoun, type OfferedPermission } from '../../../../components/access/permission-words.ts'
import { plural } from '../../../../lib/core/format.ts'

/** What a role allows, to be read only: its permissions by noun, each with what it comes with. */
export function PermissionList({
  effective,
  offered,
}: {
  effective: readonly { permission: string; via: string }[]
  offered: readonly OfferedPermission[]
}) {
  const ways = new Map<string, string[]>()
  for (const { permission, via } of effective) ways.set(permission, [...(ways.get(permission) ?? []), via])
  const descriptions = new Map(offered.map(({ name, description }) => [name, description]))
  /** What brings it along, in the words before the colon. */
  const source = (name: string) => {
    const [via] = ways.get(name)?.includes(name) ? [name] : (ways.get(name) ?? [])
    return via === undefined || via === name ? null : (descriptions.get(via) ?? via).split(': ')[0]
  }
  const nouns = byNoun(offered.filter(({ name }) => ways.has(name)))
  return (
    <div className="rounded-lg border border-line bg-surface">
      {nouns.map((noun) => (
        <section
          key={noun.key}
          aria-label={noun.label}
          className="border-b border-line px-4 py-3 last:border-0 sm:px-6 md:grid md:grid-cols-[200px_minmax(0,1fr)] md:gap-x-6"
        >
          <div className="pb-2 md:pb-0">
            <h3 className="font-medium">{noun.label}</h3>
            <p className="text-sm text-ink-faint">{plural(noun.permissions.length, 'permission')}</p>
          </div>
          <ul className="grid content-start gap-x-6 gap-y-1 lg:grid-cols-2">
            {noun.permissions.map(({ name, description, everywhereOnly }) => (
              <li key={name} className="flex items-start gap-2 py-1">
                <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
                <div className="min-w-0">
                  <p>{description}</p>
                  <p className="flex flex-wrap gap-x-2 text-sm text-ink-faint">
                    <code className="wrap-anywhere">{name}</code>
                    {everywhereOnly && <span title="A grant that is limited to a group cannot carry it.">everywhere only</span>}
                    {source(name) !== null && <span>comes with “{source(name)}”</span>}
                  </p>
                </div>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
