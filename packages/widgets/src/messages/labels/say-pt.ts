import type { MessageLabels } from '../labels.js'

/** Portuguese. */
export default {
  // Offers and popups.
  close: 'Fechar',
  code: 'Código',
  copy: 'Copiar código',
  copied: 'Código copiado',
  selected: 'Código selecionado',
  ends: 'Termina em {}',
  spend: 'Adicione mais {} para obter esta oferta',
  spent: 'Seu carrinho já tem direito a esta oferta',
} satisfies MessageLabels
