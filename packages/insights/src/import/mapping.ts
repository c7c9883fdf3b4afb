import { EndcapError } from '@endcap/core'
import { plainName } from '../source/file-columns.js'
import type { ImportSpec } from './kinds.js'

/** Which column of a file is taken as what. */
export interface Mapping {
  /** What it is, to the column's name in the file. */
  readonly columns: Readonly<Record<string, string>>
  /** False: some column only looks like what it is taken as, so that somebody should look. */
  readonly isSure: boolean
  /** Columns that are taken as nothing. */
  readonly unused: readonly string[]
}

/**
 * Finds what the columns of a file are: by a name of the spec, else by a name that contains one, which is not sure. What `told` says
 * wins and is sure. Throws `field-missing` for a required column that is not found and `reference-unknown` for a wrong one in `told`.
 */
export function mapColumns(
  file: string,
  names: readonly string[],
  spec: ImportSpec,
  told: Readonly<Record<string, string>> = {},
): Mapping {
  for (const [role, column] of Object.entries(told)) {
    if (!(role in spec.columns)) {
      throw new EndcapError(
        'reference-unknown',
        `a column of ${spec.label} is one of ${Object.keys(spec.columns).join(', ')}, not ${role}`,
      )
    }
    if (!names.includes(column)) {
      throw new EndcapError(
        'reference-unknown',
        `${file} has no column ${column} for ${role}: it has ${names.join(', ')}`,
      )
    }
  }
  const columns: Record<string, string> = { ...told }
  const free = names.filter((name) => !Object.values(told).includes(name))
  const take = (role: string, column: string | undefined) => {
    if (column === undefined) return
    columns[role] = column
    free.splice(free.indexOf(column), 1)
  }
  const open = () => Object.entries(spec.columns).filter(([role]) => columns[role] === undefined)
  for (const [role, { names: known }] of open()) {
    const plain = known.map(plainName)
    take(role, plain.flatMap((name) => free.find((column) => plainName(column) === name) ?? [])[0])
  }
  const before = Object.keys(columns).length
  for (const [role, { names: known }] of open()) {
    const plain = known.map(plainName).filter((name) => name.length > 3)
    take(
      role,
      free.find((column) => plain.some((name) => plainName(column).includes(name))),
    )
  }
  const missing = Object.entries(spec.columns).find(
    ([role, { isRequired }]) => isRequired && columns[role] === undefined,
  )
  if (missing) {
    const [role, { names: known }] = missing
    throw new EndcapError(
      'field-missing',
      `${file} has no column that looks like ${known.slice(0, 3).join(' or ')} (it has ${names.join(', ')}): name it, as --columns ${role}=NAME`,
    )
  }
  return { columns, isSure: Object.keys(columns).length === before, unused: free }
}
