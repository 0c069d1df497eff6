import { Eye, EyeOff } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Group } from 'react-aria-components/Group'
import { Input } from 'react-aria-components/Input'
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components/TextField'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { useTranslation } from 'react-i18next'
import { cx } from './cx.ts'
import styles from './field.module.css'
import { Field, type FieldFrame } from './field.tsx'

interface Props extends Omit<AriaTextFieldProps, 'className' | 'children' | 'type'>, FieldFrame {
  /** `new-password` makes password managers offer one. */
  autoComplete: 'current-password' | 'new-password'
  /** At the end of the label's line: the link "Forgot?". */
  aside?: ReactNode
  size?: 'medium' | 'large'
}

/** A password that can be shown while typing. */
export function PasswordField({ label, help, aside, size = 'medium', ...props }: Props) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  return (
    <AriaTextField
      {...props}
      type={shown ? 'text' : 'password'}
      className={cx(styles.field, size === 'large' && styles.large)}
    >
      <Field label={label} help={help} after={aside}>
        <Group className={cx(styles.control)}>
          <Input autoCapitalize="none" spellCheck={false} />
          <ToggleButton
            aria-label={t('ui.show-password')}
            isSelected={shown}
            onChange={setShown}
            className={cx(styles.inside)}
          >
            {shown ? <EyeOff size={16} /> : <Eye size={16} />}
          </ToggleButton>
        </Group>
      </Field>
    </AriaTextField>
  )
}
