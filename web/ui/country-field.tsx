import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ComboBox } from './combo-box.tsx'

interface Props {
  label: string
  help?: string
  name?: string
  /** ISO 3166-1 alpha-2. */
  value: string | null
  onChange: (country: string | null) => void
  isRequired?: boolean
  size?: 'medium' | 'large'
}

/** A country, found by typing its name in the language on screen. The list (230 kB compressed) is fetched with it. */
export function CountryField({ value, ...props }: Props) {
  const { i18n } = useTranslation()
  const [choices, setChoices] = useState<readonly { id: string; label: string }[]>([])
  useEffect(() => {
    let late = false
    import('./country-choices.ts').then(
      ({ countryChoices }) => {
        if (!late) setChoices(countryChoices(i18n.language))
      },
      () => undefined,
    )
    return () => {
      late = true
    }
  }, [i18n.language])
  return <ComboBox {...props} choices={choices} value={choices.length > 0 ? value : null} />
}
