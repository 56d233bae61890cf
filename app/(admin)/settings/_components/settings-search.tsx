import Form from 'next/form'
import { Button, ButtonLink } from '../../../../components/ui/button.tsx'
import { Input } from '../../../../components/ui/input.tsx'

/** Finds settings by words of their names and hints; the address holds the search. */
export const SettingsSearch = ({ q }: { q: string }) => (
  <Form key={q} action="/settings" role="search" aria-label="Settings" className="flex flex-wrap gap-2">
    <Input
      type="search"
      name="q"
      defaultValue={q}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
      aria-label="Search settings"
      placeholder="Search settings"
      className="min-w-48 flex-1 sm:max-w-100"
    />
    <Button type="submit">Search</Button>
    {q && <ButtonLink href="/settings">Show all</ButtonLink>}
  </Form>
)
