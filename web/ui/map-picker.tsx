import { Minus, Plus } from 'lucide-react'
import {
  type KeyboardEvent,
  useEffect,
  useEffectEvent,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { ComboBox } from './combo-box.tsx'
import { type Coordinate, formatCoordinate } from './coordinate.ts'
import { countryBox } from './country-box.ts'
import { countryChoices } from './country-choices.ts'
import { countryName } from './country-name.ts'
import { countryOf } from './country-of.ts'
import { cx } from './cx.ts'
import { IconButton } from './icon-button.tsx'
import shared from './map.module.css'
import styles from './map-picker.module.css'
import { createPlaceMap, type PlaceMap } from './place-map.ts'
import { useCountry } from './use-country.ts'

export interface MapPickerProps {
  value: Coordinate | null
  onChange: (value: Coordinate) => void
  /** What is placed: the accessible name of the map. */
  label: string
  /** Country (ISO 3166-1 alpha-2) that a map without a pin begins with. */
  around?: string | null | undefined
  /** URL template of the operator's tile server; without it the bundled map is all. */
  tileUrl?: string | undefined
  /** The tile server's copyright line, as plain text. */
  tileAttribution?: string | undefined
}

const arrows: Record<string, [number, number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
}
const [step, stride] = [8, 64]

/**
 * A map with one pin: click, drag, or arrow keys (Shift: farther), Enter for the middle, + and − to
 * zoom, and a search by country. Works offline. Large: load it with `import()`, as CoordinateField does.
 */
export function MapPicker({
  value,
  onChange,
  label,
  around = null,
  tileUrl,
  tileAttribution,
}: MapPickerProps) {
  const { t, i18n } = useTranslation()
  const help = useId()
  const frame = useRef<HTMLDivElement>(null)
  const placeMap = useRef<PlaceMap>(null)
  /** Undefined: the pointer is not over the map. */
  const [pointed, setPointed] = useState<string | null>()
  const [sought, setSought] = useState(value ? null : around)
  const country = useCountry(value)

  const onPlace = useEffectEvent(onChange)
  const create = useEffectEvent((element: HTMLElement, tiles: string | undefined) =>
    createPlaceMap(element, {
      value,
      around: around ? countryBox(around) : null,
      onPlace: (place) => onPlace(place),
      // The country, not the point, is state: moving the pointer inside one renders nothing.
      onPoint: (place) => {
        if (place) countryOf(place).then(setPointed, () => setPointed(undefined))
        else setPointed(undefined)
      },
      tileUrl: tiles,
      landClass: `${shared.land}`,
      pinClass: `${styles.pin}`,
      still: matchMedia('(prefers-reduced-motion: reduce)').matches,
    }),
  )

  // Another tile server is another map.
  useEffect(() => {
    if (!frame.current) return
    const made = create(frame.current, tileUrl)
    placeMap.current = made
    return () => {
      placeMap.current = null
      made.remove()
    }
  }, [tileUrl])

  useEffect(() => placeMap.current?.show(value), [value])
  useEffect(() => placeMap.current?.mark(country ?? null), [country])

  const countries = useMemo(() => countryChoices(i18n.language), [i18n.language])

  const seek = (id: string | null) => {
    setSought(id)
    const box = id && countryBox(id)
    if (box) placeMap.current?.flyTo(box)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== frame.current) return
    const [right, down] = arrows[event.key] ?? [0, 0]
    const by = event.shiftKey ? stride : step
    if (right || down) placeMap.current?.nudge(right * by, down * by)
    else if (event.key === '+' || event.key === '=') placeMap.current?.zoomBy(1)
    else if (event.key === '-' || event.key === '_') placeMap.current?.zoomBy(-1)
    else if (event.key === 'Enter' || event.key === ' ') placeMap.current?.placeInMiddle()
    else return
    event.preventDefault()
  }

  const inCountry = (code: string | null | undefined) =>
    code === undefined ? '' : code ? countryName(code, i18n.language) : t('map.no-country')
  const words = value ? `${formatCoordinate(value)} · ${inCountry(country)}` : t('map.no-pin')

  return (
    <div className={styles.picker}>
      <ComboBox
        label={t('map.search')}
        hideLabel
        placeholder={t('map.search')}
        choices={countries}
        value={sought}
        onChange={seek}
      />
      <div className={cx(shared.frame, styles.frame)}>
        <div
          ref={frame}
          className={cx(shared.map, styles.map)}
          role="application"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the keys itself
          tabIndex={0}
          dir="ltr"
          aria-label={label}
          aria-describedby={help}
          onKeyDown={onKeyDown}
        />
        <div className={shared.zoom}>
          <IconButton
            label={t('map.zoom-in')}
            icon={<Plus size={16} />}
            onPress={() => placeMap.current?.zoomBy(1)}
          />
          <IconButton
            label={t('map.zoom-out')}
            icon={<Minus size={16} />}
            onPress={() => placeMap.current?.zoomBy(-1)}
          />
        </div>
        {pointed !== undefined && (
          <span className={cx(shared.note, styles.pointed)} aria-hidden>
            {inCountry(pointed)}
          </span>
        )}
        {tileUrl && tileAttribution && (
          <span className={cx(shared.note, shared.credit)}>{tileAttribution}</span>
        )}
      </div>
      <p className={styles.place}>{words}</p>
      <p className={styles.help} id={help}>
        {t('map.keys')}
      </p>
      <Announcement words={value ? t('map.announce', { place: words }) : ''} />
    </div>
  )
}

/** Says where the pin is once it rests, not at each of its steps. */
function Announcement({ words }: { words: string }) {
  const [said, setSaid] = useState('')
  const first = useRef(words)
  useEffect(() => {
    if (words === first.current) return
    const timer = setTimeout(() => setSaid(words), 500)
    return () => clearTimeout(timer)
  }, [words])
  return (
    <p className="visually-hidden" aria-live="polite">
      {said}
    </p>
  )
}
