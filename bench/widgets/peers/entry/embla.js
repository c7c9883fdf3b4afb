import EmblaCarousel from 'embla-carousel'

const row = EmblaCarousel(document.querySelector('#related'), { align: 'start' })
document.querySelector('#next').addEventListener('click', () => row.scrollNext())
document.querySelector('#previous').addEventListener('click', () => row.scrollPrev())
