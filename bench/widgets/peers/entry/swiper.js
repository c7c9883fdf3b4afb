import Swiper from 'swiper'
import { A11y, Keyboard, Navigation } from 'swiper/modules'

new Swiper('#related', { modules: [A11y, Keyboard, Navigation], slidesPerView: 4, navigation: true, keyboard: true })
