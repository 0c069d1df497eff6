import { Check } from 'lucide-react'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { useTranslation } from 'react-i18next'
import { accents, type Configuration } from '#api/configuration.ts'
import { cx } from '#web/ui/cx.ts'
import field from '#web/ui/field.module.css'
import { Field } from '#web/ui/field.tsx'
import styles from './organization.module.css'

type Accent = Configuration['accent']

interface Props {
  isDisabled: boolean
  value: Accent
  onChange: (accent: Accent) => void
}

/** The colour of buttons, links and what is chosen; each shows itself in the tokens that it would bring. */
export function AccentField({ isDisabled, value, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <RadioGroup
      name="configuration/accent"
      orientation="horizontal"
      isDisabled={isDisabled}
      value={value}
      onChange={(chosen) => {
        const accent = accents.find((one) => one === chosen)
        if (accent) onChange(accent)
      }}
      className={cx(field.field)}
    >
      <Field label={t('organization.accent')}>
        <div className={styles.swatches}>
          {accents.map((accent) => (
            <Radio key={accent} value={accent} data-accent={accent} className={cx(styles.swatch)}>
              <span className={styles.colour} aria-hidden>
                <Check size={16} strokeWidth={2.5} />
              </span>
              <span className={styles.swatchName}>{t(`organization.accents.${accent}`)}</span>
            </Radio>
          ))}
        </div>
      </Field>
    </RadioGroup>
  )
}
