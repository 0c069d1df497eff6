import type { Person } from '#api/programs.ts'
import { pictureUrl } from '#web/api.ts'
import { Avatar, type TileSize } from '#web/ui/avatar.tsx'
import { cx } from '#web/ui/cx.ts'
import styles from './person-name.module.css'

/** A person's picture alone; whoever was deleted keeps a colour, by the name. */
export const PersonPicture = ({ person, size = 24 }: { person: Person; size?: TileSize }) => (
  <Avatar
    id={person.memberId ?? person.name}
    name={person.name}
    photoUrl={person.photoUrl && pictureUrl(person.photoUrl)}
    size={size}
  />
)

/** A person with picture and name, and below it a quieter line: the title unless told otherwise. */
export function PersonName({
  person,
  below = person.title,
  size = 32,
}: {
  person: Person
  below?: string
  size?: TileSize
}) {
  return (
    <span className={styles.person}>
      <PersonPicture person={person} size={size} />
      <span className={styles.words}>
        <span className={styles.name}>{person.name}</span>
        {below && <span className={cx(styles.below)}>{below}</span>}
      </span>
    </span>
  )
}
