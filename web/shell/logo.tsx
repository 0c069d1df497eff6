/** Foyer's own mark: an arch with its door ajar. */
export const Logo = ({ size = 24 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden focusable="false">
    <rect width="24" height="24" rx="6" fill="var(--accent)" />
    <path d="M6.75 19v-8.25a5.25 5.25 0 0 1 10.5 0V19z" fill="#ffffff" />
    <path d="M8.75 19V9.6l4.75 1.9V19z" fill="var(--accent)" />
    <circle cx="12.1" cy="15" r="0.7" fill="#ffffff" />
  </svg>
)
