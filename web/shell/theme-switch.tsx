import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/cx.ts'
import { chooseTheme, chosenTheme, themes } from './theme.ts'
import styles from './theme-switch.module.css'

const icons = { system: Monitor, light: Sun, dark: Moon }

/** System, light or dark. */
export function ThemeSwitch() {
  const { t } = useTranslation()
  const [theme, setTheme] = useState(chosenTheme)
  return (
    <ToggleButtonGroup
      aria-label={t('shell.theme')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[theme]}
      onSelectionChange={(keys) => {
        const chosen = themes.find((one) => keys.has(one))
        if (!chosen) return
        chooseTheme(chosen)
        setTheme(chosen)
      }}
      className={cx(styles.switch)}
    >
      {themes.map((one) => {
        const Icon = icons[one]
        return (
          <ToggleButton
            key={one}
            id={one}
            aria-label={t(`shell.themes.${one}`)}
            className={cx(styles.choice)}
          >
            <Icon size={14} />
          </ToggleButton>
        )
      })}
    </ToggleButtonGroup>
  )
}
