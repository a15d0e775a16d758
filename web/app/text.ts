import { catalogue } from '../i18n/catalogue.ts'

export const text = catalogue({
  skip: ['Skip to the content', '跳到正文'],
  home: ['Samsa, home', 'Samsa 首页'],
  main: ['Main', '主导航'],
  otherLanguage: ['中文', 'English'],
  switchLanguage: ['Switch the language: 中文', '切换语言：English'],
  looks: ['Display', '显示'],
  theme: ['Theme', '主题'],
  themeAuto: ['System', '跟随系统'],
  themeLight: ['Light', '浅色'],
  themeDark: ['Dark', '深色'],
  motion: ['Motion', '动效'],
  motionAuto: ['System', '跟随系统'],
  motionFull: ['Full', '完整'],
  motionReduced: ['Reduced', '减弱'],
  api: ['API', 'API'],
  loading: ['Loading…', '正在加载…'],
  title: ['Samsa: a Kafka cluster in a link', 'Samsa：一个链接就是一整个 Kafka 集群'],
  notLoaded: ['This part of the page could not be loaded. Reload to try again.', '页面的这一部分加载失败，请刷新重试。'],
})
