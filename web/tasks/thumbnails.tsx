import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { pictureUrl } from '#web/api.ts'
import { cx } from '#web/ui/cx.ts'
import type { Picture } from './lightbox.tsx'
import styles from './pictures.module.css'

interface Props {
  pictures: readonly Picture[]
  onOpen: (id: string) => void
}

/** The pictures of an answer, small; each opens large. */
export function Thumbnails({ pictures, onOpen }: Props) {
  const { t } = useTranslation()
  return (
    <ul className={styles.thumbnails}>
      {pictures.map(({ id, kind, title, url, width, height }, at) => (
        <li key={id}>
          <Button
            aria-label={
              kind === 'photo'
                ? t('form-values.photo-of', { title, number: at + 1 })
                : t('form-values.signed', { title })
            }
            className={cx(styles.thumbnail, styles[kind])}
            onPress={() => onOpen(id)}
          >
            <img src={pictureUrl(url)} alt="" width={width} height={height} loading="lazy" />
          </Button>
        </li>
      ))}
    </ul>
  )
}
