import { useTranslation } from 'react-i18next'
import type { OrganizationRow, PendingInvitation } from '#api/sessions.ts'
import { useFormat } from '#web/ui/format.ts'

/** What is said of an organization that one may enter: one's role there, the last visit, what its door asks (LG3). */
export function useOrganizationWords() {
  const { t } = useTranslation()
  const format = useFormat()
  return {
    role: ({ role, roleTemplate }: Pick<PendingInvitation, 'role' | 'roleTemplate'>) =>
      roleTemplate ? t(`roles.templates.${roleTemplate}`) : role,
    visited: ({ lastVisitedAt, addedBy }: OrganizationRow) => {
      if (lastVisitedAt) return t('organizations.here', { when: format.relative(lastVisitedAt) })
      return addedBy ? t('organizations.added-by', { name: addedBy }) : t('organizations.never')
    },
    asks: ({ requires, name }: Pick<OrganizationRow, 'requires' | 'name'>) =>
      requires.length === 0
        ? t('organizations.straight-in')
        : format.list(requires.map((kind) => t(`organizations.asks.${kind}`, { name }))),
    /** What the button that enters says: whether one will be in, or before a door. */
    next: (
      { requires: [first], name }: Pick<OrganizationRow, 'requires' | 'name'>,
      verb: string,
    ) => (first ? t(`organizations.continue.${first}`, { name }) : verb),
  }
}
