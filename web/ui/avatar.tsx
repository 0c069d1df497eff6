import { cx } from './cx.ts'
import { initials } from './initials.ts'
import styles from './tile.module.css'
import { tileColour } from './tile-colour.ts'

export type TileSize = 20 | 24 | 32 | 40 | 56

interface Props {
  /** The member's id: it gives the colour. */
  id: string
  name: string
  photoUrl?: string | null | undefined
  size?: TileSize
  /** Writes the name beside it, on one line. */
  named?: boolean
}

/** A person: photo or initials. Decoration; the name stands beside it or names the button around it. */
export function Avatar({ id, name, photoUrl, size = 24, named = false }: Props) {
  const picture = (
    <span
      aria-hidden
      data-letters={photoUrl ? undefined : initials(name)}
      className={cx(styles.tile, styles.round)}
      style={{ inlineSize: size, fontSize: size * 0.4, background: tileColour(id) }}
    >
      {photoUrl && <img src={photoUrl} alt="" className={styles.picture} />}
    </span>
  )
  return named ? (
    <span className={styles.named}>
      {picture}
      <span className={styles.name}>{name}</span>
    </span>
  ) : (
    picture
  )
}
