/** What one run is told. `seconds` is about how long each target is loaded in each round; `only` leaves rows out by name. */
export type BenchParameters = {
  users: number
  rounds: number
  seconds: number
  connections: number
  only: RegExp | null
}

/** The password of every filled user who has one. Long enough for the policy; it guards nothing but made-up people. */
export const BENCH_PASSWORD = 'made-up people, measured'
/** The administrator that the runs sign in as. */
export const BENCH_ADMINISTRATOR = 'bench.administrator'

/** What hangs on the users: a group for every hundred (10,000 at the design size), and ten audit rows for each. */
export const groupsFor = (users: number) => Math.max(100, Math.floor(users / 100))
export const AUDIT_ROWS_PER_USER = 10
export const AUDIT_MONTHS = 24

/** How PostgreSQL is started for a run: a server's settings for a small machine; durability stays as it comes. */
export const SERVER_SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: '1GB',
  effective_cache_size: '3GB',
  work_mem: '16MB',
  maintenance_work_mem: '512MB',
  random_page_cost: '1.1',
  max_wal_size: '8GB',
  checkpoint_timeout: '30min',
}
