import { connection } from 'next/server'
import { bareRows } from '../../../bench/bare-rows.ts'

/** The rows of the users list and nothing else: what a page of 25 rows costs in Next whatever is on it. Built with BENCH=1 alone. */
export default async function BarePage() {
  await connection()
  const rows = await bareRows()
  return (
    <table>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td>
              <a href={`/users/${row.id}`}>{row.full_name}</a>
            </td>
            <td>{row.username}</td>
            <td>{row.email}</td>
            <td>{row.status}</td>
            <td>{row.organisation}</td>
            <td>{row.created_at.toISOString()}</td>
            <td>{row.last_sign_in_at?.toISOString() ?? 'never'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
