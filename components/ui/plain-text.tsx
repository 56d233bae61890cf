/** What somebody typed into a setting or a profile, with its line breaks and as text only. Nothing for an empty one. */
export const PlainText = ({ text }: { text: string }) =>
  text === '' ? null : <p className="whitespace-pre-line wrap-anywhere text-ink-soft">{text}</p>
