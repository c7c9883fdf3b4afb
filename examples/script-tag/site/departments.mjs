/** The shop's departments in the order of the menu; `name` is the first category of a product, `face` the product on its tile. */
export const DEPARTMENTS = [
  {
    name: 'Kitchen & dining',
    short: 'Kitchen',
    face: '22699',
    blurb: 'Teapots, spotted bowls and mugs with opinions.',
  },
  { name: 'Baking', short: 'Baking', face: '22423', blurb: 'Cake stands, tins and cases for the next tea party.' },
  {
    name: 'Bags & travel',
    short: 'Bags',
    face: '85099B',
    blurb: 'Jumbo shoppers, lunch bags and something for the rain.',
  },
  {
    name: 'Lighting & candles',
    short: 'Lighting',
    face: '71053',
    blurb: 'T-lights, lanterns and strings of small bulbs.',
  },
  { name: 'Home decor', short: 'Home', face: '22727', blurb: 'Signs, clocks, doormats, and a heart for every hook.' },
  { name: 'Storage', short: 'Storage', face: '82486', blurb: 'Boxes, chests and tidies: a place for the rest.' },
  { name: 'Garden', short: 'Garden', face: '22430', blurb: 'Watering cans, herb markers, kneeling pads.' },
  { name: 'Party & wrap', short: 'Party', face: '22436', blurb: 'Bunting, balloons, ribbon, paper, and the card.' },
  {
    name: 'Stationery & craft',
    short: 'Paper',
    face: '20975',
    blurb: 'Pencils by the tube, notebooks, felt and thread.',
  },
  {
    name: 'Kids & toys',
    short: 'Kids',
    face: '22750',
    blurb: 'Wooden games, feltcraft dolls and spaceboy everything.',
  },
  { name: 'Jewellery & trinkets', short: 'Trinkets', face: '21232', blurb: 'Small boxes for small things.' },
  {
    name: 'Bath & comfort',
    short: 'Comfort',
    face: '84029G',
    blurb: 'Hot water bottles, hand warmers, and a tin of plasters.',
  },
  {
    name: 'Christmas',
    short: 'Christmas',
    face: '22579',
    blurb: 'Wooden hearts, paper chains, bells. It comes round quickly.',
  },
]

/** `Kitchen & dining` → `kitchen-dining`. */
export const slugOf = (text) =>
  text
    .toLowerCase()
    .replaceAll("'", '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

/** Groups the catalogue: each department with its slug, products, and shelves (second category) with theirs. */
export function arrangeDepartments(products) {
  return DEPARTMENTS.map((department) => {
    const own = products.filter((product) => product.categories[0] === department.name)
    const names = [...new Set(own.map((product) => product.categories[1]))]
    const slug = slugOf(department.name)
    const shelves = names.map((name) => ({
      name,
      slug: `${slug}-${slugOf(name)}`,
      products: own.filter((product) => product.categories[1] === name),
    }))
    return {
      ...department,
      slug,
      products: own,
      shelves: shelves.sort((a, b) => b.products.length - a.products.length),
    }
  })
}
