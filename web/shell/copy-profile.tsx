import { useMutation, useQuery } from '@tanstack/react-query'
import { Copy, DoorOpen } from 'lucide-react'
import { useId, useState } from 'react'
import { Form } from 'react-aria-components/Form'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import { profileParts } from '#api/members.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { languageNames } from '#web/i18n.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { cx } from '#web/ui/cx.ts'
import { Dialog } from '#web/ui/dialog.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import styles from './copy-profile.module.css'
import { Note } from './note.tsx'
import { DoorAsks, Line } from './organization-line.tsx'
import { useOrganizationWords } from './organization-words.ts'
import { useEnter } from './use-enter.ts'

type Profile = Awaited<ReturnType<Client['getMyProfile']>>
type Source = Awaited<ReturnType<Client['listProfileSources']>>['items'][number]
type Shown = NonNullable<Source['profile']>
type Part = (typeof profileParts)[number]

interface Props {
  /** Where one is. */
  organization: { name: string }
  /** What one says of oneself here, as it stands on the page. */
  here: Profile
  /** Where the way over another organization's door comes back to. */
  back: string
  onCopied: (profile: Profile) => void
}

/** Offers one's own profile in another organization for copying, part by part (PR1); nothing where there is none. */
export function CopyProfile(props: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { data } = useQuery(query('listProfileSources'))
  if (!data || data.items.length === 0) return null
  return (
    <>
      <Note icon={<Copy size={16} />}>
        <div className={styles.offer}>
          <p>{t('copy-profile.offer', { name: props.organization.name })}</p>
          <Button size="small" onPress={() => setOpen(true)}>
            {t('copy-profile.open')}
          </Button>
        </div>
      </Note>
      {open && <CopyDialog {...props} sources={data.items} onClose={() => setOpen(false)} />}
    </>
  )
}

function CopyDialog({
  organization,
  here,
  back,
  sources,
  onCopied,
  onClose,
}: Props & { sources: readonly Source[]; onClose: () => void }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const words = useOrganizationWords()
  const form = useId()
  const { enter, entering } = useEnter(back)
  const first = sources.find(({ profile }) => profile !== null) ?? sources[0]
  const [chosenId, setChosenId] = useState(first?.memberId ?? null)
  const chosen = sources.find(({ memberId }) => memberId === chosenId)
  const offered = chosen?.profile ? partsOf(chosen.profile) : []
  const [ticks, setTicks] = useState<Partial<Record<string, Part[]>>>({})
  // What is empty here comes along unless one says no; what would be replaced stays unless one says so.
  const ticked = ticks[chosenId ?? ''] ?? offered.filter((part) => isEmptyHere(here, part))
  const parts = offered.filter((part) => ticked.includes(part))

  const copy = useMutation({
    mutationFn: (memberId: Source['memberId']) => client.copyProfile({ body: { memberId, parts } }),
    onSuccess: async (profile) => {
      queries.setQueryData(query('getMyProfile').queryKey, profile)
      onCopied(profile)
      onClose()
      toast(t('copy-profile.done', { count: parts.length }))
      await refresh('getMyProfile', 'listUsers', 'getUser')
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      void refresh('listProfileSources')
    },
  })

  return (
    <Dialog
      title={t('copy-profile.title')}
      lead={t('copy-profile.lead', { name: organization.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
          {chosen && !chosen.profile ? (
            <Button
              kind="primary"
              isPending={entering !== null}
              onPress={() => enter(chosen.memberId)}
            >
              {words.next(chosen, t('copy-profile.to-door'))}
            </Button>
          ) : (
            <Button
              type="submit"
              form={form}
              kind="primary"
              isPending={copy.isPending}
              disabledReason={parts.length > 0 ? null : t('copy-profile.none-ticked')}
            >
              {t('copy-profile.confirm', { count: parts.length })}
            </Button>
          )}
        </>
      }
    >
      <Form
        id={form}
        className={styles.form ?? ''}
        onSubmit={(event) => {
          event.preventDefault()
          if (chosen?.profile && parts.length > 0 && !copy.isPending) copy.mutate(chosen.memberId)
        }}
      >
        <RadioGroup
          aria-label={t('copy-profile.from')}
          value={chosenId}
          onChange={(id) => {
            const source = sources.find(({ memberId }) => memberId === id)
            if (source) setChosenId(source.memberId)
          }}
          className={cx(styles.list)}
        >
          {sources.map((source) => (
            <Radio
              key={source.memberId}
              value={source.memberId}
              autoFocus={source.memberId === chosenId}
              className={cx(styles.row)}
            >
              <Line
                organization={{
                  id: source.organizationId,
                  name: source.name,
                  logoUrl: source.logoUrl,
                }}
                meta={source.profile ? nameIn(source.profile) : t('copy-profile.closed')}
                // Empty where there is nothing to say, so that the marks stand below each other.
                aside={source.profile ? <span /> : <DoorAsks row={source} />}
                end={<span className={styles.mark} />}
              />
            </Radio>
          ))}
        </RadioGroup>
        {chosen?.profile ? (
          <Parts
            key={chosen.memberId}
            source={chosen.profile}
            here={here}
            offered={offered}
            ticked={ticked}
            onChange={(next) => setTicks((before) => ({ ...before, [chosen.memberId]: next }))}
          />
        ) : (
          chosen && (
            <Note icon={<DoorOpen size={16} />}>
              {t('copy-profile.way', {
                there: chosen.name,
                asks: words.asks(chosen),
                here: organization.name,
              })}
            </Note>
          )
        )}
      </Form>
    </Dialog>
  )
}

/** A check-box for each part that the other profile has, with what it says there and here. */
function Parts({
  source,
  here,
  offered,
  ticked,
  onChange,
}: {
  source: Shown
  here: Profile
  offered: readonly Part[]
  ticked: readonly Part[]
  onChange: (parts: Part[]) => void
}) {
  const { t } = useTranslation()
  if (offered.length === 0) return <p className={styles.nothing}>{t('copy-profile.empty')}</p>
  return (
    <fieldset className={styles.parts}>
      <legend className={styles.legend}>{t('copy-profile.what')}</legend>
      {offered.map((part) => {
        const now = textOf(here, part)
        const there = part === 'photo' ? t('copy-profile.your-photo') : textOf(source, part)
        const old = part === 'photo' ? here.photoUrl && t('copy-profile.this-photo') : now
        return (
          <Checkbox
            key={part}
            isSelected={ticked.includes(part)}
            onChange={(on) =>
              onChange(on ? [...ticked, part] : ticked.filter((other) => other !== part))
            }
            description={old ? t('copy-profile.instead', { there, old }) : there}
          >
            {t(`copy-profile.parts.${part}`)}
          </Checkbox>
        )
      })}
    </fieldset>
  )
}

/** What the other profile has to give. */
const partsOf = (profile: Shown): Part[] =>
  profileParts.filter((part) => (part === 'photo' ? profile.hasPhoto : textOf(profile, part)))

const isEmptyHere = (here: Profile, part: Part) =>
  part === 'photo' ? !here.photoUrl : !textOf(here, part)

function textOf(profile: Omit<Shown, 'hasPhoto'>, part: Part): string {
  if (part === 'photo') return ''
  if (part === 'language') return profile.language ? languageNames[profile.language] : ''
  if (part === 'timeZone') return profile.timeZone?.replaceAll('_', ' ') ?? ''
  return profile[part]
}

const nameIn = ({ firstName, lastName, title }: Shown) =>
  [`${firstName} ${lastName}`.trim(), title].filter(Boolean).join(' · ')
