import { catalogue } from '../i18n/catalogue.ts'

export const text = catalogue({
  forking: ['Forking…', '正在分叉…'],
})
