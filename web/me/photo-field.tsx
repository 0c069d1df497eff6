import { useTranslation } from 'react-i18next'
import { client, pictureUrl, refresh } from '#web/api.ts'
import { PictureField } from '#web/shell/picture-field.tsx'
import { useSession } from '#web/shell/session.ts'
import { Avatar } from '#web/ui/avatar.tsx'

/** One's photo in this organization; no other one shows it (PR1). */
export function PhotoField({ name, photoUrl }: { name: string; photoUrl: string | null }) {
  const { t } = useTranslation()
  const { member } = useSession()
  const show = () => refresh('getMyProfile', 'getSession', 'listUsers', 'getUser')
  return (
    <PictureField
      label={t('me.profile.photo')}
      picture={
        <Avatar id={member.id} name={name} photoUrl={photoUrl && pictureUrl(photoUrl)} size={56} />
      }
      isSet={photoUrl !== null}
      shape="round"
      onSave={(upload) => client.replaceMyPhoto({ upload }).then(show)}
      onRemove={() => client.removeMyPhoto().then(show)}
    />
  )
}
