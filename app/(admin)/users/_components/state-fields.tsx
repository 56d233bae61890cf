import { usersHref, type ListState } from './users-href.ts'

/** The state of the list as hidden fields, for a GET form that changes some of it: without those of the names in `but`. */
export const StateFields = ({ state, but }: { state: ListState; but: readonly string[] }) =>
  [...new URL(usersHref(state, {}), 'http://localhost').searchParams]
    .filter(([name]) => !but.includes(name))
    .map(([name, value]) => <input key={name + value} type="hidden" name={name} value={value} />)
