import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, Inbox } from 'lucide-react'
import { useState } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { ApiError, type Client } from '#api/client.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { Logo } from '#web/shell/logo.tsx'
import { NotFoundPage } from '#web/shell/not-found-page.tsx'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { cx } from '#web/ui/cx.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { useTitle } from '#web/ui/title.ts'
import styles from './mailbox.module.css'

type Mail = Awaited<ReturnType<Client['listDevelopmentMails']>>['items'][number]

/** The mails of a server on loopback, which reach nobody else (OP2). */
export function MailboxPage() {
  const { t } = useTranslation()
  useTitle(t('mailbox.title'))
  const [openId, setOpenId] = useState<string | null>(null)
  const { data, error, refetch } = useQuery({
    ...query('listDevelopmentMails'),
    refetchInterval: 3000,
  })
  if (error instanceof ApiError && error.type === 'not-found') return <NotFoundPage bare />
  const mails = data?.items
  const open = mails?.find(({ id }) => id === openId) ?? null
  return (
    <div
      className={styles.page}
      data-open={open ? '' : undefined}
      data-empty={mails?.length === 0 ? '' : undefined}
    >
      <header className={styles.top}>
        <Logo size={24} />
        <h1 className={styles.heading}>{t('mailbox.title')}</h1>
        <span className={styles.lead}>{t('mailbox.lead')}</span>
        <Link href={paths.signIn()}>{t('mailbox.sign-in')}</Link>
      </header>
      <main id="main" className={styles.main}>
        <nav className={styles.list} aria-label={t('mailbox.list')}>
          {error && !mails ? (
            <ErrorState error={error} retry={() => void refetch()} />
          ) : !mails ? (
            <div className={styles.loading}>
              <ListSkeleton rows={5} label={t('mailbox.title')} />
            </div>
          ) : mails.length === 0 ? (
            <EmptyState icon={<Inbox size={20} />} title={t('mailbox.empty')}>
              {t('mailbox.empty-text')}
            </EmptyState>
          ) : (
            mails.map((mail) => (
              <AriaButton
                key={mail.id}
                className={cx(styles.mail, mail.id === openId && styles.chosen)}
                aria-current={mail.id === openId}
                onPress={() => setOpenId(mail.id)}
              >
                <Avatar id={mail.to} name={mail.to} size={32} />
                <span className={styles.words}>
                  <span className={styles.who}>
                    <span className={styles.to}>{mail.to}</span>
                    <RelativeTime time={mail.createdAt} />
                  </span>
                  <span className={styles.subject}>{mail.subject}</span>
                </span>
              </AriaButton>
            ))
          )}
        </nav>
        <div className={styles.reading}>
          {open ? (
            <Reading mail={open} onBack={() => setOpenId(null)} />
          ) : (
            mails && mails.length > 0 && <p className={styles.none}>{t('mailbox.choose')}</p>
          )}
        </div>
      </main>
    </div>
  )
}

function Reading({ mail, onBack }: { mail: Mail; onBack: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <article className={styles.article}>
      <div className={styles.back}>
        <Button kind="ghost" icon={<ArrowLeft size={16} />} onPress={onBack}>
          {t('mailbox.back')}
        </Button>
      </div>
      <h2>{mail.subject}</h2>
      <p className={styles.meta}>
        {t('mailbox.to', { to: mail.to })} · {format.dateTime(mail.createdAt)}
      </p>
      <div className={styles.text}>
        {splitLinks(mail.text).map(({ text, href }, at) =>
          href ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a text's parts never change places
            <a key={at} href={href} className={styles.link}>
              {text}
            </a>
          ) : (
            text
          ),
        )}
      </div>
    </article>
  )
}

/** The addresses of web pages in a text, and what stands between them. */
const splitLinks = (text: string): { text: string; href: string | null }[] =>
  text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, at) => ({ text: part, href: at % 2 === 1 ? part : null }))
