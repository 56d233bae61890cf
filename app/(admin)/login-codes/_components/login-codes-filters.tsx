import Form from 'next/form'
import { Button } from '../../../../components/ui/button.tsx'
import { Input, Select } from '../../../../components/ui/input.tsx'
import { LOGIN_CODE_STATES, type LoginCodesListParams } from '../../../../lib/login-codes/schema.ts'
import { STATE_WORDS } from './login-code-state.tsx'

const OPTIONS = [{ value: 'any', label: 'Every state' }, ...LOGIN_CODE_STATES.map((value) => ({ value, label: STATE_WORDS[value] }))]

/** Search by user and maker, and the state, as one GET form: the address holds the state. */
export function LoginCodesFilters({ params: { q, state, user } }: { params: LoginCodesListParams }) {
  return (
    <Form key={`${q} ${state}`} action="/login-codes" role="search" aria-label="Login codes" className="flex flex-wrap gap-2">
      <Input
        type="search"
        name="q"
        defaultValue={q}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        aria-label="Search login codes"
        placeholder="Who got it or who made it"
        className="min-w-48 flex-1 sm:max-w-100"
      />
      <Select name="state" defaultValue={state} aria-label="State" className="w-auto!" options={OPTIONS} />
      {user && <input type="hidden" name="user" value={user} />}
      <Button type="submit">Search</Button>
    </Form>
  )
}
