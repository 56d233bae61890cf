// What spreadsheets may take for a formula when they open a CSV: a sign that begins one, also in its wide and small forms, or a tab, line
// break or NUL, after any number of spaces, quotes and characters without width. The apostrophe is among the quotes, so that a guarded
// text looks like a formula too: only then is taking the guard away the exact inverse.
const SIGN = '=+\\-@\\uff1d\\uff0b\\uff0d\\uff20\\ufe66\\ufe62\\ufe63\\ufe6b\\u2212'
const SKIPPED = '\\s"\'`\\u00ab\\u00bb\\u2018-\\u201f\\u2039\\u203a\\uff02\\uff07\\u00ad\\u200b-\\u200f\\u2060\\ufeff'
const FORMULA = new RegExp(`^[${SKIPPED}]*[${SIGN}\\0\\t\\r\\n]`)

/** Whether a spreadsheet could take this text for a formula (ASVS 1.2.10). */
export const looksLikeFormula = (text: string) => FORMULA.test(text)

/** A text as a CSV cell may hold it: with a leading apostrophe when it looks like a formula. `withoutGuard` is the exact inverse. */
export const withGuard = (text: string) => (FORMULA.test(text) ? `'${text}` : text)

/** The text that `withGuard` was given. Any other text comes back as it is. */
export const withoutGuard = (cell: string) => (cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell)
