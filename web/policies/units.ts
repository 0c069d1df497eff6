export const minute = 60
export const hour = 3_600
export const day = 86_400

/** Units in which people say how long something lasts, in seconds. */
export const units = { minute, hour, day } as const
export type Unit = keyof typeof units

/** The largest of some units in which a length has no rest; the smallest of them where none fits. */
export const unitOf = (seconds: number, among: readonly Unit[]): Unit =>
  among.toReversed().find((unit) => seconds % units[unit] === 0) ?? among[0] ?? 'minute'

/** The least and the most that the contract takes, five minutes and a year, in whole units. */
export const range = (unit: Unit): { min: number; max: number } => ({
  min: Math.ceil((5 * minute) / units[unit]),
  max: Math.floor((365 * day) / units[unit]),
})
