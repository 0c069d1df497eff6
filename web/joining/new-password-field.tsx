import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PasswordField } from '#web/ui/password-field.tsx'
import styles from './joining.module.css'
import { enough, passwordStrength } from './password-strength.ts'

const shortest = 12

interface Props {
  /** Whose: not to be guessed from it. */
  email: string
  value: string
  onChange: (password: string) => void
  autoFocus?: boolean
}

/** A first password, with an estimate of how hard it is to guess while it is typed. */
export function NewPasswordField({ email, value, onChange, autoFocus = false }: Props) {
  const { t } = useTranslation()
  const strength = useStrength(value, email)
  const level = value.length < shortest ? 0 : Math.max(strength ?? 0, 1)
  const weak = strength !== null && strength < enough
  const words =
    value.length === 0 || (strength === null && value.length >= shortest)
      ? t('set-password.rule', { min: shortest })
      : value.length < shortest
        ? t('sign-up.strength.short', { count: shortest - value.length })
        : t(`sign-up.strength.${weak ? 'weak' : strength === enough ? 'good' : 'strong'}`)
  return (
    <div className={styles.password}>
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <PasswordField
        label={t('sign-in.password')}
        name="password"
        size="large"
        autoComplete="new-password"
        autoFocus={autoFocus}
        help={
          <>
            <span className={styles.meter} data-level={value ? level : undefined} aria-hidden>
              <span />
              <span />
              <span />
              <span />
            </span>
            <span>{words}</span>
          </>
        }
        value={value}
        onChange={onChange}
        maxLength={256}
        validate={(typed) =>
          typed.length < shortest
            ? t('field-errors.too-short', { min: shortest })
            : weak
              ? t('field-errors.weak')
              : null
        }
      />
    </div>
  )
}

/** 0 to 4; null while it is not known, also where the words to compare with could not be fetched. */
function useStrength(password: string, email: string): number | null {
  const [known, setKnown] = useState<{ of: string; strength: number } | null>(null)
  useEffect(() => {
    if (!password) return
    let late = false
    passwordStrength(password, email).then(
      (strength) => {
        if (!late) setKnown({ of: password, strength })
      },
      () => undefined,
    )
    return () => {
      late = true
    }
  }, [password, email])
  return known?.of === password ? known.strength : null
}
