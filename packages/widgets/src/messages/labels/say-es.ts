import type { MessageLabels } from '../labels.js'

/** Spanish. */
export default {
  // Offers and popups.
  close: 'Cerrar',
  code: 'Código',
  copy: 'Copiar código',
  copied: 'Código copiado',
  selected: 'Código seleccionado',
  ends: 'Termina en {}',
  spend: 'Añade {} más para conseguir esta oferta',
  spent: 'Tu carrito ya tiene esta oferta',
  // Surveys.
  back: 'Atrás',
  next: 'Siguiente',
  send: 'Enviar',
  step: 'Pregunta {} de {}',
  needed: 'Responda a esta pregunta',
  unlikely: 'Nada probable',
  likely: 'Muy probable',
  bad: 'Muy insatisfecho',
  good: 'Muy satisfecho',
  thanks: 'Gracias por su respuesta',
  picks: 'Elegidos para usted',
  // Content.
  content: 'Historias y guías',
  article: 'Artículo',
  guide: 'Guía',
  video: 'Vídeo',
  // Members.
  hello: 'Hola, {}',
  welcome: 'Le damos la bienvenida',
  points: 'Puntos: {}',
  toGo: 'Faltan {} puntos: {}',
  benefits: 'Sus ventajas',
  signIn: 'Iniciar sesión',
  // Searches.
  searches: 'Búsquedas recientes',
  clearAll: 'Borrar todo',
  forgotten: 'Se borraron sus búsquedas',
  remove: 'Quitar {}',
  removed: 'Quitado: {}',
} satisfies MessageLabels
