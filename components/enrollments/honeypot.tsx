/**
 * A field that people neither see nor reach, for programs that fill in whatever they find: the operation refuses a form in which it is not
 * empty. Without script, so it works the same for everybody.
 */
export const Honeypot = () => (
  <div aria-hidden className="absolute size-px overflow-hidden [clip-path:inset(50%)]">
    <label>
      Leave this empty
      <input name="website" tabIndex={-1} autoComplete="off" defaultValue="" />
    </label>
  </div>
)
