const one = (domain: string) => (domain.startsWith('*.') ? `a sub-domain of ${domain.slice(2)}` : `@${domain}`)

/** Which addresses a pool takes, as a sentence: "Only addresses at @example.org or a sub-domain of example.org." Empty where it takes any. */
export function domainWords(domains: readonly string[]): string {
  if (domains.length === 0) return ''
  const words = domains.map(one)
  return `Only addresses at ${words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`}.`
}
