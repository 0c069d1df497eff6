import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Answered } from '#api/fields.ts'
import type { MyMatch } from '#api/matches.ts'
import { query } from '#web/api.ts'
import { useFormat } from '#web/ui/format.ts'
import { ToldAnswers } from './partner-words.tsx'

/** What a partner told the organization, of which it wants every member to know (PR2). */
export function PartnerFields({ partner }: { partner: MyMatch['partners'][number] }) {
  const { memberId } = partner.person
  return memberId && <Fields memberId={memberId} />
}

function Fields({
  memberId,
}: {
  memberId: NonNullable<MyMatch['partners'][number]['person']['memberId']>
}) {
  const { t } = useTranslation()
  const format = useFormat('UTC')
  // Beside a match: where it cannot be had, the match is shown without.
  const { data } = useQuery({ ...query('getUserFields', { params: { memberId } }), retry: false })
  const textOf = ({ field, value }: Answered['items'][number]) => {
    if (value === null) return ''
    if (typeof value === 'number') return format.number(value)
    const labelOf = (id: string) => field.options.find((option) => option.id === id)?.label ?? ''
    if (Array.isArray(value)) return format.list(value.map(labelOf).filter(Boolean))
    if (field.kind === 'single_choice') return labelOf(value)
    return field.kind === 'date' ? format.date(value) : value
  }
  const given = (data?.items ?? []).flatMap((item) => {
    const text = textOf(item)
    return text ? [{ title: item.field.name, text }] : []
  })
  return <ToldAnswers title={t('programs.fields')} given={given} />
}
