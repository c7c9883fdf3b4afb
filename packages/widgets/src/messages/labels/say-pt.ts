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
  // Surveys.
  back: 'Voltar',
  next: 'Seguinte',
  send: 'Enviar',
  step: 'Pergunta {} de {}',
  needed: 'Responda a esta pergunta',
  unlikely: 'Nada provável',
  likely: 'Muito provável',
  bad: 'Muito insatisfeito',
  good: 'Muito satisfeito',
  thanks: 'Obrigado pela sua resposta',
  picks: 'Escolhidos para si',
  // Content.
  content: 'Histórias e guias',
  article: 'Artigo',
  guide: 'Guia',
  video: 'Vídeo',
  // Members.
  hello: 'Olá, {}',
  welcome: 'Que bom ter você de volta',
  points: 'Pontos: {}',
  toGo: 'Faltam {} pontos: {}',
  benefits: 'As suas vantagens',
  signIn: 'Iniciar sessão',
  // Searches.
  searches: 'Pesquisas recentes',
  clearAll: 'Limpar tudo',
  forgotten: 'As suas pesquisas foram apagadas',
  remove: 'Remover {}',
  removed: 'Removido: {}',
} satisfies MessageLabels
