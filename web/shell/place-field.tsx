import { LocateFixed } from 'lucide-react'
import { type ComponentProps, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/button.tsx'
import { sameCoordinate } from '#web/ui/coordinate.ts'
import { CoordinateField } from '#web/ui/coordinate-field.tsx'
import styles from './place-field.module.css'

type Props = ComponentProps<typeof CoordinateField>
type Place = NonNullable<Props['value']>

const options: PositionOptions = {
  enableHighAccuracy: true,
  timeout: 20_000,
  // An older position is that of the stop before.
  maximumAge: 10_000,
}

/** A coordinate of which the device may say that it is here, and how exactly it knows; typed or picked on the map as well. */
export function PlaceField(props: Props) {
  const { t, i18n } = useTranslation()
  const [asking, setAsking] = useState(false)
  const [found, setFound] = useState<{ place: Place; accuracy: number } | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const ask = () => {
    setAsking(true)
    setFailure(null)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const place = { latitude: round(coords.latitude), longitude: round(coords.longitude) }
        setAsking(false)
        setFound({ place, accuracy: coords.accuracy })
        props.onChange(place)
      },
      ({ code }) => {
        setAsking(false)
        const why = code === 1 ? 'denied' : code === 3 ? 'timeout' : 'unavailable'
        setFailure(t(`form-values.position-failed.${why}`))
      },
      options,
    )
  }
  const metres = new Intl.NumberFormat(i18n.language, {
    style: 'unit',
    unit: 'meter',
    maximumFractionDigits: 0,
  })
  return (
    <div className={styles.place}>
      <CoordinateField {...props} />
      <div className={styles.here}>
        <Button icon={<LocateFixed size={16} />} isPending={asking} onPress={ask}>
          {t('form-values.my-position')}
        </Button>
        <p role="status" className={styles.accuracy}>
          {failure ??
            (found &&
              sameCoordinate(found.place, props.value) &&
              t('form-values.accuracy', { metres: metres.format(Math.ceil(found.accuracy)) }))}
        </p>
      </div>
    </div>
  )
}

/** To the sixth decimal, some ten centimetres: more than any device knows. */
const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6
