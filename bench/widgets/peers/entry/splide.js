import Splide from '@splidejs/splide'

new Splide('#related', { perPage: 4 }).mount()
