/** Where something stands on a drawn plane, in pixels. */
interface Point {
  x: number
  y: number
}

/**
 * Puts together what stands nearer than `reach` pixels to the first of a group, so that marks never cover each other. Each
 * point is in one group; the same points in the same order make the same groups.
 */
export function clusterPoints<P extends Point>(points: readonly P[], reach: number): P[][] {
  const groups: P[][] = []
  for (const point of points) {
    const near = groups.find(([first]) => first && distance(first, point) < reach)
    if (near) near.push(point)
    else groups.push([point])
  }
  return groups
}

const distance = (one: Point, other: Point) => Math.hypot(one.x - other.x, one.y - other.y)
