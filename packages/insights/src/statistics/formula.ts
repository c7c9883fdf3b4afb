import { EndcapError } from '@endcap/core'

/** One column of a formula, as it is or as its natural logarithm. */
export interface FormulaTerm {
  readonly column: string
  readonly isLog: boolean
}

/** `y ~ a + b`. */
export interface Formula {
  readonly outcome: FormulaTerm
  readonly terms: readonly FormulaTerm[]
}

const NAME = /^(?:log\(\s*(?<logged>[^()~+]+?)\s*\)|(?<plain>[^()~+]+))$/

/**
 * Reads `y ~ a + b + log(c)` (the notation of Wilkinson and Rogers 1973, without interactions). Names may hold blanks. Throws
 * `option-invalid` saying what is wrong.
 */
export function parseFormula(text: string): Formula {
  const [left = '', right = '', ...more] = text.split('~').map((side) => side.trim())
  if (more.length > 0 || left === '' || right === '') {
    throw new EndcapError(
      'option-invalid',
      `a formula is an outcome, ~ and what explains it, as "value ~ pieces + hour", not "${text}"`,
    )
  }
  const outcome = termOf(left, text)
  const terms = right.split('+').map((part) => termOf(part.trim(), text))
  const labels = [outcome, ...terms].map(labelOf)
  const twice = labels.find((label, at) => labels.indexOf(label) < at)
  if (twice !== undefined) throw new EndcapError('option-invalid', `${twice} stands twice in "${text}"`)
  return { outcome, terms }
}

/** As it is written. */
export function labelOf({ column, isLog }: FormulaTerm): string {
  return isLog ? `log(${column})` : column
}

function termOf(part: string, text: string): FormulaTerm {
  const { logged, plain } = NAME.exec(part)?.groups ?? {}
  const column = (logged ?? plain)?.trim()
  if (!column)
    throw new EndcapError(
      'option-invalid',
      `"${part}" in "${text}" is no column: columns, log(column) and + are understood`,
    )
  return { column, isLog: logged !== undefined }
}
