/**
 * One command of `npm run admin`. It takes exactly the named `arguments`, then the value of each of `options` (such as `--from-seal N`) in
 * their order, empty when it was not given. It throws an AppError, or a plain Error with a sentence for the operator; the number that it
 * gives is the exit code.
 */
export type Command = {
  name: string
  arguments: readonly string[]
  options?: readonly `--${string} ${string}`[]
  summary: string
  run: (...given: string[]) => Promise<number | void>
}
