import { ChevronRight, LoaderCircle } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { Avatar } from '#web/ui/avatar.tsx'
import { cx } from '#web/ui/cx.ts'
import styles from './demo-accounts.module.css'

interface Account {
  email: string
  password: string
  name: string
  organizations: { name: string; role: string }[]
}

interface Props {
  accounts: readonly Account[]
  /** E-mail of whoever is being signed in. */
  busyWith: string | null
  disabledReason: string | null
  onChoose: (account: Account) => void
}

/** The people of a demo: one press signs in as one of them. */
export function DemoAccounts({ accounts, busyWith, disabledReason, onChoose }: Props) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="demo" className={styles.demo}>
      <h2 id="demo" className={styles.heading}>
        {t('sign-in.demo')}
      </h2>
      <ul className={styles.list}>
        {accounts.map((account) => (
          <li key={account.email}>
            <Button
              className={cx(styles.account)}
              isDisabled={busyWith !== null || disabledReason !== null}
              onPress={() => onChoose(account)}
            >
              <Avatar id={account.email} name={account.name} size={32} />
              <span className={styles.words}>
                <span className={styles.name}>{account.name}</span>
                <span className={styles.email}>{account.email}</span>
                <span className={styles.places}>
                  {account.organizations.map(({ name, role }) => `${name} (${role})`).join(' · ')}
                </span>
              </span>
              {busyWith === account.email ? (
                <LoaderCircle size={16} className={styles.turning} aria-hidden />
              ) : (
                <ChevronRight size={16} className={styles.arrow} aria-hidden />
              )}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
