import { type PointerEvent, useEffect, useRef } from 'react'
import styles from './signature-pad.module.css'

/** Of the paper, in its own units; what is kept has as many pixels. */
const paper = { width: 900, height: 360 }
const inkWidth = 5

type Stroke = { x: number; y: number }[]

interface Props {
  label: string
  /** How many strokes there are; 0 wipes the paper. */
  strokes: readonly Stroke[]
  onStroke: (stroke: Stroke) => void
}

/** Paper to sign on with a finger, a pen or a mouse: white in every theme, as what is kept of it. */
export function SignaturePad({ label, strokes, onStroke }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const drawing = useRef<Stroke | null>(null)
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    wipe(context)
    for (const stroke of strokes) ink(context, stroke)
  }, [strokes])
  const at = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
    const box = canvas.current?.getBoundingClientRect()
    return {
      x: ((clientX - (box?.left ?? 0)) / (box?.width || 1)) * paper.width,
      y: ((clientY - (box?.top ?? 0)) / (box?.height || 1)) * paper.height,
    }
  }
  const end = () => {
    const stroke = drawing.current
    drawing.current = null
    if (stroke) onStroke(stroke)
  }
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      width={paper.width}
      height={paper.height}
      className={styles.paper}
      onPointerDown={(event: PointerEvent<HTMLCanvasElement>) => {
        if (!event.isPrimary || event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        drawing.current = [at(event)]
      }}
      onPointerMove={(event: PointerEvent<HTMLCanvasElement>) => {
        const stroke = drawing.current
        const context = canvas.current?.getContext('2d')
        if (!stroke || !context || !event.isPrimary) return
        // A pen moves several times between two frames.
        const moves = event.nativeEvent.getCoalescedEvents()
        stroke.push(...(moves.length > 0 ? moves : [event.nativeEvent]).map(at))
        ink(context, stroke)
      }}
      onPointerUp={end}
      onPointerCancel={end}
    />
  )
}

/** What was drawn, as PNG. */
export function drawnSignature(strokes: readonly Stroke[]): Promise<Blob | null> {
  return onPaper((context) => {
    for (const stroke of strokes) ink(context, stroke)
  })
}

/** A name that was typed, with a line of its own that says so: nobody shall take it for a drawn one. */
export function typedSignature(name: string, remark: string): Promise<Blob | null> {
  return onPaper((context) => {
    const { width, height } = paper
    context.textAlign = 'center'
    context.fillStyle = inkColour
    let size = 110
    const font = () => `italic 500 ${size}px 'Inter Variable', sans-serif`
    context.font = font()
    while (size > 24 && context.measureText(name).width > width - 80) {
      size -= 4
      context.font = font()
    }
    context.fillText(name, width / 2, height / 2 + size / 4, width - 40)
    context.font = "24px 'Inter Variable', sans-serif"
    context.fillText(remark, width / 2, height - 28, width - 40)
  })
}

const inkColour = '#14213d'

function onPaper(draw: (context: CanvasRenderingContext2D) => void): Promise<Blob | null> {
  const canvas = Object.assign(document.createElement('canvas'), paper)
  const context = canvas.getContext('2d')
  if (!context) return Promise.resolve(null)
  wipe(context)
  draw(context)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}

function wipe(context: CanvasRenderingContext2D) {
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, paper.width, paper.height)
}

/** A dot where somebody only touched; else a line that is smooth, because it bends at the middle between two points. */
function ink(context: CanvasRenderingContext2D, stroke: Stroke) {
  const [first, ...rest] = stroke
  if (!first) return
  context.strokeStyle = inkColour
  context.lineWidth = inkWidth
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.beginPath()
  context.moveTo(first.x, first.y)
  let before = first
  for (const point of rest) {
    context.quadraticCurveTo(before.x, before.y, (before.x + point.x) / 2, (before.y + point.y) / 2)
    before = point
  }
  context.lineTo(before.x, before.y)
  context.stroke()
}
