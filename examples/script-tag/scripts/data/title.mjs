/** Words that stay small inside a title. */
const SMALL = new Set('a and as at by for from in into of on or the to with'.split(' '))

/** Words that keep their capitals. */
const UPPER = new Set('LED TV WC ABC A6 A7 3D TNT UK USA'.split(' '))

/** Abbreviations and slips of the source; the key is matched as a whole word. */
const SPELLING = {
  ant: 'antique',
  ass: 'assorted',
  asstd: 'assorted',
  beurre: 'butter',
  butterfiles: 'butterflies',
  candleholder: 'candle holder',
  cardholder: 'card holder',
  choc: 'chocolate',
  chocolatecandle: 'chocolate candle',
  cinammon: 'cinnamon',
  coathanger: 'coat hanger',
  childrens: "children's",
  childs: "child's",
  dec: 'decoration',
  doiley: 'doily',
  drawerknob: 'drawer knob',
  filigris: 'filigree',
  fuschia: 'fuchsia',
  hldr: 'holder',
  jeweled: 'jewelled',
  knickerbockerglory: 'knickerbocker glory',
  livingroom: 'living room',
  med: 'medium',
  naughts: 'noughts',
  panettones: 'panettone',
  pannetone: 'panettone',
  pc: 'piece',
  scandispot: 'scandi spot',
  stopmetal: 'stop metal',
  strawbery: 'strawberry',
  swirlglass: 'swirl glass',
  tealight: 't-light',
  tradtional: 'traditional',
}

const capital = (word) => word.replace(/[a-z]/, (letter) => letter.toUpperCase())

function caseWord(word, isEdge) {
  if (UPPER.has(word.toUpperCase())) return word.toUpperCase()
  if (/^\d/.test(word)) return word
  if (!isEdge && SMALL.has(word)) return word
  return word
    .split(/(?<=[-/])/)
    .map(capital)
    .join('')
}

/**
 * A SHOUTING description of the source → the title a shop would print: `SET/5 RED RETROSPOT LID GLASS BOWLS` →
 * `Set of 5 Red Retrospot Lid Glass Bowls`. Repairs spacing, stray punctuation, abbreviations and known slips.
 */
export function formatTitle(description) {
  const text = description
    .toLowerCase()
    .replace(/\s*\+\s*/g, ' & ')
    .replace(/\s*,\s*/g, ', ')
    .replace(/\.(?=\s|$)/g, ' ')
    .replace(/\bset of(?=\d)/g, 'set of ')
    .replace(/(?:\bset ?\/ ?|\bs\/|\bset ?(?=\d))(\d+)(?! piece)/g, 'set of $1')
    .replace(/\bpack (?=\d)/g, 'pack of ')
    .replace(/\bdesign of\b/g, 'design')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,]+|[\s,]+$/g, '')
  const words = text
    .replace(/[a-z]+/g, (word) => SPELLING[word] ?? word)
    .replace("children's's", "children's")
    .split(' ')
  return words.map((word, index) => caseWord(word, index === 0 || index === words.length - 1)).join(' ')
}
