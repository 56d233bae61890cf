type Notice = 'sent' | 'saved' | 'confirmed' | 'finished' | 'password-set'

/** The applicant's own page; `notice` names what was just done. */
export const toOwnPage = (statusToken: string, notice: Notice) =>
  `/enrollment?${new URLSearchParams({ token: statusToken, notice }).toString()}`

/** The same for a form of that page itself, which brings its secret along. */
export const ownPageOf = (notice: Notice) => (_: unknown, form: FormData) => {
  const token = form.get('token')
  return toOwnPage(typeof token === 'string' ? token : '', notice)
}
