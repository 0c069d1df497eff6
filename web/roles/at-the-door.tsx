import { useTranslation } from 'react-i18next'
import { secondFactors } from '#api/door.ts'
import type { Role } from '#api/roles.ts'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import styles from './roles-page.module.css'

type Demands = Pick<Role, 'secondFactor' | 'singleSession'>

interface Props {
  value: Demands
  onChange: (change: Partial<Demands>) => void
  readOnly: boolean
}

/** What a role demands of its holders at the door, besides the sign-in policy (DR1). */
export function AtTheDoor({ value, onChange, readOnly }: Props) {
  const { t } = useTranslation()
  return (
    <>
      <div>
        <h3>{t('roles.door')}</h3>
        <p className={styles.words}>{t('roles.door-lead')}</p>
      </div>
      <div className={styles.matrix}>
        <div className={styles.demand}>
          <RadioGroup
            label={t('roles.second')}
            name="secondFactor"
            isDisabled={readOnly}
            choices={secondFactors.map((id) => ({ id, label: t(`roles.second-factors.${id}`) }))}
            value={value.secondFactor}
            onChange={(secondFactor) => onChange({ secondFactor })}
          />
        </div>
        <div className={styles.demand}>
          <Checkbox
            name="singleSession"
            isDisabled={readOnly}
            description={t('roles.single-text')}
            isSelected={value.singleSession}
            onChange={(singleSession) => onChange({ singleSession })}
          >
            {t('roles.single')}
          </Checkbox>
        </div>
      </div>
    </>
  )
}
