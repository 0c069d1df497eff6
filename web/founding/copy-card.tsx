import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import { type CopyKind, copyKinds, type FoundingNote } from '#api/founding.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { OrganizationTile } from '#web/ui/organization-tile.tsx'
import { Switch } from '#web/ui/switch.tsx'
import styles from './founding.module.css'
import { NoteList } from './note-list.tsx'

type Preview = Awaited<ReturnType<Client['previewCopy']>>

interface Props {
  source: NonNullable<Preview['source']>
  preview: Preview
  isOn: boolean
  onToggle: (on: boolean) => void
  copy: Record<CopyKind, boolean>
  onCopy: (copy: Record<CopyKind, boolean>) => void
  /** Shows what the source's door still wants. */
  onProve: () => void
}

/** "Copy settings from Acme" (CR2), and under it what will come, each with a check-box, and what stays behind and why. */
export function CopyCard({ source, preview, isOn, onToggle, copy, onCopy, onProve }: Props) {
  const { t } = useTranslation()
  const { counts, missing } = preview
  const [step] = missing
  return (
    <section className={styles.copy} aria-label={t('founding.copy-from', { name: source.name })}>
      <div className={styles.source}>
        <OrganizationTile {...source} size={32} />
        <Switch
          spread
          isSelected={isOn}
          onChange={onToggle}
          description={
            counts
              ? copyKinds
                  .filter((kind) => counts[kind] > 0)
                  .map((kind) => t(`founding.kinds.${kind}.count`, { count: counts[kind] }))
                  .join(' · ')
              : t('founding.behind-door')
          }
        >
          {t('founding.copy-from', { name: source.name })}
        </Switch>
      </div>
      {isOn && step && (
        <div className={styles.below}>
          <p>{t(`door.steps.${step.kind}.why`, { name: source.name })}</p>
          <Button onPress={onProve}>{t(`organizations.continue.${step.kind}`, source)}</Button>
        </div>
      )}
      {isOn && counts && (
        <div className={styles.below}>
          <div className={styles.kinds}>
            {copyKinds.map((kind) => (
              <Checkbox
                key={kind}
                isSelected={copy[kind] && counts[kind] > 0}
                isDisabled={counts[kind] === 0}
                onChange={(on) => onCopy({ ...copy, [kind]: on })}
                description={t(`founding.kinds.${kind}.what`)}
              >
                {t(`founding.kinds.${kind}.count`, { count: counts[kind] })}
              </Checkbox>
            ))}
          </div>
          <NoteList title={t('founding.changes')} notes={concerning(preview.changed, copy)} />
          <NoteList
            title={t('founding.stays', { name: source.name })}
            notes={concerning(preview.dropped, copy)}
          />
        </div>
      )}
    </section>
  )
}

const belongsTo: Partial<Record<FoundingNote['kind'], CopyKind>> = {
  permissions: 'roles',
  custom_modules: 'roles',
  default_roles: 'roles',
  default_flows: 'flows',
  settings: 'settings',
  hubs: 'hubs',
  roles: 'roles',
  flows: 'flows',
}

/** Of what is left out as a whole, nothing more needs saying. */
const concerning = (notes: readonly FoundingNote[], copy: Record<CopyKind, boolean>) =>
  notes.filter(({ kind }) => {
    const owner = belongsTo[kind]
    return !owner || copy[owner]
  })
