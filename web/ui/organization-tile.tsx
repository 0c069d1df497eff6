import type { TileSize } from './avatar.tsx'
import { cx } from './cx.ts'
import { initials } from './initials.ts'
import styles from './tile.module.css'
import { tileColour } from './tile-colour.ts'

interface Props {
  /** The organization's id, never the member's: the same colour everywhere and for everybody. */
  id: string
  name: string
  logoUrl?: string | null | undefined
  size?: TileSize
}

/** An organization's logo, or a letter on a colour of its own. Decoration; the name stands beside it. */
export function OrganizationTile({ id, name, logoUrl, size = 24 }: Props) {
  return (
    <span
      aria-hidden
      // By CSS: as text, the letter would belong to the name of the button around it.
      data-letters={logoUrl ? undefined : initials(name, 1)}
      className={cx(styles.tile, logoUrl && styles.logo)}
      style={{
        inlineSize: size,
        fontSize: size * 0.5,
        borderRadius: size < 32 ? 5 : size < 56 ? 8 : 12,
        ...(!logoUrl && { background: tileColour(id) }),
      }}
    >
      {logoUrl && <img src={logoUrl} alt="" className={styles.picture} />}
    </span>
  )
}
