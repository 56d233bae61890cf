/** One command of `npm run admin`. It takes exactly the named `arguments`; it throws an AppError, or a plain Error with a sentence for the operator. */
export type Command = {
  name: string
  arguments: readonly string[]
  summary: string
  run: (...given: string[]) => Promise<void>
}
