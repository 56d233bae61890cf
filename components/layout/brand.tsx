/** The mark: a gate that stands ajar. Decorative; the name stands beside it. */
export const BrandMark = ({ className = 'size-6' }: { className?: string }) => (
  <svg viewBox="0 0 24 24" aria-hidden className={className}>
    <rect width="24" height="24" rx="6" className="fill-accent-solid" />
    <path d="M6 19V10a6 6 0 0 1 12 0v9" fill="none" className="stroke-on-solid" strokeWidth="2" strokeLinecap="round" />
    <path d="M10 19v-8l4 2v6" className="fill-on-solid" />
  </svg>
)

/** Mark and name. */
export const Brand = () => (
  <span className="inline-flex items-center gap-2 font-semibold">
    <BrandMark />
    Gatehouse
  </span>
)
