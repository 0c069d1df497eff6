import { cx } from './cx.ts'
import styles from './kbd.module.css'

const apple = /Mac|iPhone|iPad/.test(navigator.platform)
const signs: Record<string, string> = {
  mod: apple ? '⌘' : 'Ctrl',
  shift: '⇧',
  alt: apple ? '⌥' : 'Alt',
  enter: '↵',
  escape: 'Esc',
  up: '↑',
  down: '↓',
}

/** Keys as they are pressed: `mod+k` (⌘K or Ctrl K), `g t` (one after the other). */
export function Kbd({ keys, inverse = false }: { keys: string; inverse?: boolean }) {
  return (
    <span className={cx(styles.keys, inverse && styles.inverse)}>
      {keys.split(/[+ ]/).map((key) => (
        // By CSS: as text, the key would belong to the name of the button or menu item around it.
        <kbd
          key={key}
          className={styles.key}
          data-key={signs[key] ?? (key.length === 1 ? key.toUpperCase() : key)}
        />
      ))}
    </span>
  )
}
