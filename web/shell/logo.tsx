/** Foyer's own mark: an arch with its door ajar. */
export const Logo = ({ size = 24 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden focusable="false">
    <rect width="24" height="24" rx="6" fill="var(--accent)" />
    <path
      d="M6.5 18.5v-8a5.5 5.5 0 0 1 11 0v8"
      fill="none"
      stroke="#ffffff"
      strokeWidth="2"
      strokeLinecap="round"
    />
    <path d="M10 18.5V11l5 1.6v5.9z" fill="#ffffff" />
  </svg>
)
