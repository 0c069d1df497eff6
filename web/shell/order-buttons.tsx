import { ArrowDown, ArrowUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#web/ui/icon-button.tsx'
import styles from './ordered.module.css'
import type { Order } from './use-order.ts'

interface Props {
  id: string
  name: string
  at: number
  count: number
  order: Order
}

/** What moves a row by one place, for everybody who does not drag it. */
export function OrderButtons({ id, name, at, count, order }: Props) {
  const { t } = useTranslation()
  const ids = { up: `${id}-up`, down: `${id}-down` }
  return (
    <span className={styles.tools}>
      <IconButton
        id={ids.up}
        label={t('fields.up', { name })}
        size="small"
        icon={<ArrowUp size={14} />}
        disabledReason={at > 0 ? null : t('fields.is-first')}
        onPress={() => order.move(at, -1, ids.up)}
      />
      <IconButton
        id={ids.down}
        label={t('fields.down', { name })}
        size="small"
        icon={<ArrowDown size={14} />}
        disabledReason={at < count - 1 ? null : t('fields.is-last')}
        onPress={() => order.move(at, 1, ids.down)}
      />
    </span>
  )
}
