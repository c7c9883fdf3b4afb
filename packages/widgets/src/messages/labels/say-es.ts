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
} satisfies MessageLabels
