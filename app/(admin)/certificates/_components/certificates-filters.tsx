import Form from 'next/form'
import { STATE_WORDS } from '../../../../components/certificates/certificate-words.ts'
import { Button, ButtonLink } from '../../../../components/ui/button.tsx'
import { Input, Select } from '../../../../components/ui/input.tsx'
import { CERTIFICATE_STATES, certificatesList, type CertificatesListParams } from '../../../../lib/certificates/list.ts'

const STATES = [{ value: 'any', label: 'Every state' }, ...CERTIFICATE_STATES.map((value) => ({ value, label: STATE_WORDS[value] }))]
const ENDS = [
  { value: 'any', label: 'Whenever it ends' },
  { value: '7', label: 'Ends within 7 days' },
  { value: '30', label: 'Ends within 30 days' },
  { value: '90', label: 'Ends within 90 days' },
]

/** What the address says beside the fields of the form, so that a search keeps order and page size. */
const kept = ({ sort, direction, perPage }: CertificatesListParams) => [
  ...certificatesList.toSearch({ sort, direction, perPage } as CertificatesListParams),
]

/** Search, state and end as one GET form: the address holds the state. */
export const CertificatesFilters = ({ params }: { params: CertificatesListParams }) => (
  <Form
    key={JSON.stringify([params.q, params.state, params.ends])}
    action="/certificates"
    role="search"
    aria-label="Certificates"
    className="flex flex-wrap gap-2"
  >
    <Input
      type="search"
      name="q"
      defaultValue={params.q}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
      aria-label="Search certificates"
      placeholder="Name, username, serial number"
      className="min-w-48 flex-1 max-sm:basis-full sm:max-w-80"
    />
    <Select name="state" defaultValue={params.state} aria-label="State" className="w-auto! max-sm:flex-[1_1_40%]" options={STATES} />
    <Select name="ends" defaultValue={params.ends} aria-label="End" className="w-auto! max-sm:flex-[1_1_40%]" options={ENDS} />
    {kept(params).map(([name, value]) => (
      <input key={name} type="hidden" name={name} value={value} />
    ))}
    <Button type="submit">Search</Button>
    {certificatesList.isNarrowed(params) && (
      <ButtonLink variant="ghost" href="/certificates">
        Clear
      </ButtonLink>
    )}
  </Form>
)
