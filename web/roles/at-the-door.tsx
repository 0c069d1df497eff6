import { useTranslation } from 'react-i18next'
import { type SecondFactor, secondFactors } from '#api/door.ts'
import type { Role } from '#api/roles.ts'
import { useRoles } from '#web/shell/roles.ts'
import { useSession } from '#web/shell/session.ts'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import styles from './roles-page.module.css'

type Demands = Pick<Role, 'secondFactor' | 'singleSession'>

interface Props {
  /** As it is saved. */
  role: Demands
  value: Demands
  onChange: (change: Partial<Demands>) => void
  readOnly: boolean
}

const strength = (factor: SecondFactor) => secondFactors.indexOf(factor)

/** What a role demands of its holders at the door, besides the sign-in policy (DR1). */
export function AtTheDoor({ role, value, onChange, readOnly }: Props) {
  const { t } = useTranslation()
  const own = useSession().role.id
  const mine = useRoles()?.find(({ id }) => id === own)
  // RP5: what one's own role demands of oneself, one does not lift from others.
  const bound = (id: SecondFactor) =>
    mine !== undefined &&
    strength(id) < Math.min(strength(role.secondFactor), strength(mine.secondFactor))
  const boundToOne = role.singleSession && mine?.singleSession === true
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
            choices={secondFactors.map((id) => ({
              id,
              label: t(`roles.second-factors.${id}`),
              description: !readOnly && bound(id) ? t('roles.lifted') : undefined,
              disabled: bound(id),
            }))}
            value={value.secondFactor}
            onChange={(secondFactor) => onChange({ secondFactor })}
          />
        </div>
        <div className={styles.demand}>
          <Checkbox
            name="singleSession"
            isDisabled={readOnly || boundToOne}
            description={t(!readOnly && boundToOne ? 'roles.lifted' : 'roles.single-text')}
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
