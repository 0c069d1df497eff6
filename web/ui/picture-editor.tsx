import { Minus, Plus } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from 'react'
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components/Slider'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { type Crop, firstCrop, keepInside, type Size, sideOf, zoomMax, zoomToFit } from './crop.ts'
import { cx } from './cx.ts'
import { Dialog } from './dialog.tsx'
import { drawCrop } from './draw-crop.ts'
import { IconButton } from './icon-button.tsx'
import styles from './picture-editor.module.css'

interface Props {
  title: string
  /** What somebody chose; null: the editor is closed. */
  file: Blob | null
  /** `round` for people. A `square` may also be left wider than the picture, so that all of a wide logo is seen. */
  shape: 'round' | 'square'
  isPending?: boolean
  onClose: () => void
  /** At most 1 MiB, square, as WebP, PNG or JPEG. */
  onSave: (picture: Blob) => void
}

/** Cuts a square out of a picture: by dragging, with two fingers, by the wheel, the slider or the keys. */
export function PictureEditor({ title, file, ...props }: Props) {
  return (
    <Dialog title={title} size="small" isOpen={file !== null} onClose={props.onClose}>
      {file && <Editor key={`${file.size}.${file.type}`} file={file} {...props} />}
    </Dialog>
  )
}

/** Pixels on screen that an arrow key moves the picture by. */
const keyStep = 10
const zoomStep = 1.1
const moves: Record<string, [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

function Editor({
  file,
  shape,
  isPending = false,
  onClose,
  onSave,
}: Omit<Props, 'title' | 'file'> & { file: Blob }) {
  const { t } = useTranslation()
  const url = useObjectUrl(file)
  const help = useId()
  const picture = useRef<HTMLImageElement>(null)
  const view = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState<Size | null>(null)
  const [crop, setCrop] = useState<Crop>({ x: 0, y: 0, zoom: 1 })
  const [broken, setBroken] = useState(false)
  const zoomMin = size && shape === 'square' ? zoomToFit(size) : 1
  const side = size ? sideOf(crop, size) : 1

  const change = (next: (crop: Crop) => Crop) =>
    size && setCrop((old) => keepInside(next(old), size, zoomMin))
  const zoomBy = (factor: number) => change((old) => ({ ...old, zoom: old.zoom * factor }))
  /** By pixels on screen. */
  const move = (x: number, y: number) => {
    const scale = side / (view.current?.clientWidth || 1)
    change((old) => ({ ...old, x: old.x + x * scale, y: old.y + y * scale }))
  }
  const fingers = useFingers(move, zoomBy)
  const keys = (event: KeyboardEvent) => {
    const way = moves[event.key]
    if (way) move(way[0] * keyStep, way[1] * keyStep)
    else if (event.key === '+' || event.key === '=') zoomBy(zoomStep)
    else if (event.key === '-') zoomBy(1 / zoomStep)
    else return
    event.preventDefault()
  }

  // React listens to the wheel passively, and the dialog would scroll.
  useEffect(() => {
    const element = view.current
    const turn = (event: WheelEvent) => {
      event.preventDefault()
      zoomBy(event.deltaY < 0 ? zoomStep : 1 / zoomStep)
    }
    element?.addEventListener('wheel', turn, { passive: false })
    return () => element?.removeEventListener('wheel', turn)
  })

  const save = async () => {
    const drawn =
      size && picture.current && (await drawCrop(picture.current, crop, size).catch(() => null))
    if (drawn) onSave(drawn)
    else setBroken(true)
  }

  return (
    <div className={styles.editor}>
      <div
        ref={view}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved by the arrow keys
        tabIndex={0}
        aria-label={t('ui.picture.view')}
        aria-describedby={help}
        className={cx(styles.view, styles[shape])}
        onKeyDown={keys}
        {...fingers}
      >
        {url && (
          <img
            ref={picture}
            src={url}
            alt=""
            draggable={false}
            className={styles.picture}
            onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => {
              setSize({ width, height })
              setCrop(firstCrop({ width, height }))
            }}
            onError={() => setBroken(true)}
            style={
              size
                ? {
                    inlineSize: `${(size.width / side) * 100}%`,
                    insetInlineStart: 0,
                    translate: `${(0.5 * side - crop.x) * (100 / size.width)}% ${(0.5 * side - crop.y) * (100 / size.height)}%`,
                  }
                : { visibility: 'hidden' }
            }
          />
        )}
        <span className={styles.edge} />
      </div>
      {broken ? (
        <p role="alert" className={styles.broken}>
          {t('ui.picture.broken')}
        </p>
      ) : (
        <p id={help} className={styles.help}>
          {t('ui.picture.help')}
        </p>
      )}
      <div className={styles.zoom}>
        <IconButton
          label={t('ui.picture.out')}
          icon={<Minus size={16} />}
          onPress={() => zoomBy(1 / zoomStep)}
        />
        <Slider
          aria-label={t('ui.picture.zoom')}
          className={cx(styles.slider)}
          minValue={zoomMin}
          maxValue={zoomMax}
          step={0.01}
          value={crop.zoom}
          formatOptions={{ style: 'percent' }}
          onChange={(zoom) => change((old) => ({ ...old, zoom }))}
        >
          <SliderTrack className={cx(styles.track)}>
            <SliderThumb className={cx(styles.thumb)} />
          </SliderTrack>
        </Slider>
        <IconButton
          label={t('ui.picture.in')}
          icon={<Plus size={16} />}
          onPress={() => zoomBy(zoomStep)}
        />
      </div>
      <div className={styles.actions}>
        <Button onPress={onClose}>{t('ui.cancel')}</Button>
        <Button
          kind="primary"
          isPending={isPending}
          disabledReason={broken ? t('ui.picture.broken') : null}
          onPress={() => void save()}
        >
          {t('ui.picture.save')}
        </Button>
      </div>
    </div>
  )
}

function useObjectUrl(file: Blob): string | null {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    const made = URL.createObjectURL(file)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  return url
}

/** One finger, or the mouse, drags the picture along; two move apart to come nearer. */
function useFingers(move: (x: number, y: number) => void, zoomBy: (factor: number) => void) {
  const down = useRef(new Map<number, { x: number; y: number }>())
  const lift = ({ pointerId }: PointerEvent) => {
    down.current.delete(pointerId)
  }
  return {
    onPointerDown: (event: PointerEvent) => {
      event.currentTarget.setPointerCapture(event.pointerId)
      down.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
    },
    onPointerMove: (event: PointerEvent) => {
      const before = down.current.get(event.pointerId)
      if (!before) return
      const now = { x: event.clientX, y: event.clientY }
      const [other] = [...down.current].filter(([id]) => id !== event.pointerId)
      down.current.set(event.pointerId, now)
      if (!other) return move(before.x - now.x, before.y - now.y)
      const [, { x, y }] = other
      const apart = Math.hypot(before.x - x, before.y - y)
      if (apart > 0) zoomBy(Math.hypot(now.x - x, now.y - y) / apart)
    },
    onPointerUp: lift,
    onPointerCancel: lift,
  }
}
