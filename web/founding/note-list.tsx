import { useTranslation } from 'react-i18next'
import type { FoundingNote } from '#api/founding.ts'
import { permissions } from '#api/permissions.ts'
import { useFormat } from '#web/ui/format.ts'
import styles from './founding.module.css'

const listed = 5

/** What did not come along, or came along changed: one line for each kind and reason (CR5). */
export function NoteList({ title, notes }: { title: string; notes: readonly FoundingNote[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const nameOf = useName()
  if (notes.length === 0) return null
  const groups = [...Map.groupBy(notes, ({ kind, reason }) => `${kind} ${reason}`).values()]
  return (
    <div className={styles.notes}>
      <h3 className={styles.notesTitle}>{title}</h3>
      <ul className={styles.noteLines}>
        {groups.flatMap((group) => {
          const [first] = group
          if (!first) return []
          const { kind, reason } = first
          const names = nameOf(group)
          const more =
            Math.max(0, names.length - listed) +
            group.reduce((sum, note) => sum + (note.more ?? 0), 0)
          const shown = names.slice(0, listed)
          return (
            <li key={`${kind} ${reason}`} className={styles.note}>
              <span className={styles.noteWhat}>
                {t(`founding.notes.${kind}`)}
                {shown.length > 0 && ': '}
                <span className={styles.noteNames}>
                  {format.list(more > 0 ? [...shown, t('founding.more', { count: more })] : shown)}
                </span>
              </span>
              <span className={styles.noteWhy}>{t(`founding.reasons.${reason}`)}</span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

/** "Dispatcher (View Fleet map)", "Planner → Planner (copy)", "Session length": the things that a group of notes is about. */
function useName() {
  const { t } = useTranslation()
  const format = useFormat()
  const permission = (what: string) =>
    permissions.some((known) => known === what)
      ? t(`permissions.${what.replace(':', '.')}`)
      : t('founding.view', { what })
  return (group: readonly FoundingNote[]): string[] => {
    if (group[0]?.kind === 'permissions')
      return [...Map.groupBy(group, ({ name }) => name)].flatMap(([role, notes]) =>
        role
          ? [
              `${role} (${format.list(notes.flatMap(({ what }) => (what ? permission(what) : [])))})`,
            ]
          : [],
      )
    return group.flatMap(({ kind, name, what }) => {
      if (kind === 'settings' && what) return t(`founding.settings.${what}`, { defaultValue: what })
      if (name && what) return `${name} → ${what}`
      return name ?? []
    })
  }
}
