import { invert, NotPositiveError } from '../../learn/linear.js'

/** Where a function is least, and how it bends there. */
export interface Minimum {
  readonly at: readonly number[]
  readonly value: number
  readonly isConverged: boolean
}

/** What ends a search. */
export interface MinimiseOptions {
  readonly steps: number
  /** Largest slope that counts as flat. */
  readonly flat: number
  /** Every coordinate stays within ± this. */
  readonly reach: number
}

type Point = readonly number[]
const STEP = 1e-5

/** Slopes by central differences. */
function gradient(f: (at: Point) => number, at: Point): number[] {
  return at.map((_, index) => (f(moved(at, index, STEP)) - f(moved(at, index, -STEP))) / (2 * STEP))
}

/** The same from four points each: a longer step, so less noise, with an error of the fourth order. */
function fineGradient(f: (at: Point) => number, at: Point, step = 1e-3): number[] {
  return at.map((_, index) => {
    const side = (by: number) => f(moved(at, index, by * step))
    return (8 * (side(1) - side(-1)) - (side(2) - side(-2))) / (12 * step)
  })
}

const moved = (at: Point, index: number, by: number): number[] =>
  at.map((value, each) => (each === index ? value + by : value))
const dot = (a: Point, b: Point): number => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)

/**
 * Finds a minimum of a smooth function of a few numbers within a box: quasi-Newton by Broyden, Fletcher, Goldfarb and Shanno with a
 * line search that halves (Nocedal, Wright 2006, chapter 6). A coordinate that runs away ends at the wall of the box.
 */
export function minimise(f: (at: Point) => number, start: Point, { steps, flat, reach }: MinimiseOptions): Minimum {
  const inside = (at: Point) => at.map((value) => Math.min(reach, Math.max(-reach, value)))
  const identity = (): number[][] => start.map((_, row) => start.map((__, column) => (row === column ? 1 : 0)))
  let at = inside(start)
  let value = f(at)
  let slope = gradient(f, at)
  let inverse = identity()
  /** Slopes into the wall do not count. */
  const free = (where: Point, slopes: Point) =>
    slopes.map((each, index) => (Math.abs(where[index] ?? 0) >= reach && each * (where[index] ?? 0) < 0 ? 0 : each))
  let idle = 0
  for (let step = 0; step < steps && idle < 3; step += 1) {
    const open = free(at, slope)
    if (Math.max(...open.map(Math.abs)) < flat) break
    let direction = inverse.map((row) => -dot(row, open))
    if (dot(direction, open) >= 0) {
      inverse = identity()
      direction = open.map((each) => -each)
    }
    const longest = Math.max(...direction.map(Math.abs))
    // In logarithms a step of 2 is a factor of 7: farther is never wise.
    let length = Math.min(1, 2 / longest)
    let next = at
    let nextValue = value
    for (let halving = 0; halving < 40; halving += 1) {
      next = inside(at.map((each, index) => each + length * (direction[index] ?? 0)))
      nextValue = f(next)
      if (nextValue <= value + 1e-4 * length * dot(direction, open)) break
      length /= 2
    }
    if (!(nextValue < value)) {
      if (inverse.every((row, index) => row.every((each, column) => each === (index === column ? 1 : 0)))) break
      inverse = identity()
      continue
    }
    const nextSlope = gradient(f, next)
    const s = next.map((each, index) => each - (at[index] ?? 0))
    const y = nextSlope.map((each, index) => each - (slope[index] ?? 0))
    const sy = dot(s, y)
    if (sy > 1e-12) {
      const hy = inverse.map((row) => dot(row, y))
      const bend = 1 + dot(y, hy) / sy
      inverse = inverse.map((row, i) =>
        row.map(
          (each, j) =>
            each + (bend * (s[i] ?? 0) * (s[j] ?? 0) - (hy[i] ?? 0) * (s[j] ?? 0) - (s[i] ?? 0) * (hy[j] ?? 0)) / sy,
        ),
      )
    }
    // Towards a wall the ground falls ever less: nothing is gained by going all the way.
    idle = value - nextValue < 1e-10 * Math.abs(value) ? idle + 1 : 0
    at = next
    value = nextValue
    slope = nextSlope
  }
  return { at, value, isConverged: Math.max(...free(at, slope).map(Math.abs)) < Math.max(flat, 1e-6) }
}

/** Newton's steps from nearby, by finer slopes: a minimum in a flat valley to the digits that the function has. */
export function polish(f: (at: Point) => number, { at, value, isConverged }: Minimum): Minimum {
  let best = at
  let slope = fineGradient(f, best)
  for (let step = 0; step < 4; step += 1) {
    const inverse = inverseOf(hessian(f, best))
    if (inverse === undefined) break
    const next = best.map((each, index) => each - dot(inverse[index] ?? [], slope))
    if (next.some((each, index) => !(Math.abs(each - (best[index] ?? 0)) < 0.1))) break
    const nextSlope = fineGradient(f, next)
    if (!(dot(nextSlope, nextSlope) < dot(slope, slope))) break
    best = next
    slope = nextSlope
  }
  return {
    at: best,
    value: best === at ? value : f(best),
    isConverged: isConverged || Math.max(...slope.map(Math.abs)) < 1e-8,
  }
}

/** The inverse of a positive definite matrix; undefined for another. */
export function inverseOf(matrix: readonly (readonly number[])[]): number[][] | undefined {
  try {
    const inverse = invert(matrix)
    return inverse.every((row) => row.every(Number.isFinite)) ? inverse : undefined
  } catch (error) {
    if (error instanceof NotPositiveError) return undefined
    throw error
  }
}

/** The matrix of second slopes, by central differences. */
export function hessian(f: (at: Point) => number, at: Point, step = 1e-3): number[][] {
  const centre = f(at)
  return at.map((_, i) =>
    at.map((__, j) => {
      if (i === j) return (f(moved(at, i, step)) - 2 * centre + f(moved(at, i, -step))) / step ** 2
      const corner = (a: number, b: number) => f(moved(moved(at, i, a * step), j, b * step))
      return (corner(1, 1) - corner(1, -1) - corner(-1, 1) + corner(-1, -1)) / (4 * step ** 2)
    }),
  )
}
