import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components/Tabs'
import { cx } from './cx.ts'
import { useFormat } from './format.ts'
import styles from './tabs.module.css'

interface Props<K extends string> {
  label: string
  tabs: readonly { id: K; label: string; count?: number | string | undefined }[]
  value: K
  /** Put it into the URL. */
  onChange: (id: K) => void
  /** What the chosen tab shows; one panel at a time. */
  children?: ReactNode
}

/** Views of one thing, with counts when they help to choose; in words where a number alone would not say of what. */
export function Tabs<K extends string>({ label, tabs, value, onChange, children }: Props<K>) {
  const format = useFormat()
  const list = useRef<HTMLDivElement>(null)
  useChosenInView(list, value)
  return (
    <AriaTabs
      selectedKey={value}
      onSelectionChange={(key) => {
        const tab = tabs.find(({ id }) => id === key)
        if (tab) onChange(tab.id)
      }}
      className={cx(styles.tabs)}
    >
      <TabList ref={list} aria-label={label} className={cx(styles.list)}>
        {tabs.map(({ id, label, count }) => (
          <Tab key={id} id={id} className={cx(styles.tab)}>
            {label}
            {count !== undefined && (
              <span className={styles.count}>
                {typeof count === 'number' ? format.number(count) : count}
              </span>
            )}
          </Tab>
        ))}
      </TabList>
      {/* With a key: a panel whose id changes keeps the old one in the page, and the tab points at nothing. */}
      <TabPanel key={value} id={value} className={cx(styles.panel)}>
        {children}
      </TabPanel>
    </AriaTabs>
  )
}

/** On a phone the tabs stand in one line, of which only a part is seen. The page itself stays where it is. */
function useChosenInView(list: RefObject<HTMLDivElement | null>, value: string) {
  useEffect(() => {
    if (!value) return
    // The tabs stand in the list one frame later.
    const frame = requestAnimationFrame(() => {
      const line = list.current
      const tab = line?.querySelector('[aria-selected="true"]')
      if (!line || !tab) return
      const [whole, chosen] = [line.getBoundingClientRect(), tab.getBoundingClientRect()]
      line.scrollLeft += chosen.left + chosen.width / 2 - (whole.left + whole.width / 2)
    })
    return () => cancelAnimationFrame(frame)
  }, [list, value])
}
