import { catalogue } from '../i18n/catalogue.ts'

export const text = catalogue({
  drawer: ['What happened', '事件与细节'],
  tabs: ['Drawer', '抽屉'],
  events: ['Events', '事件'],
  calls: ['API', 'API'],
  metrics: ['Metrics', '指标'],
  messages: ['Messages', '消息'],
  open: ['Open the drawer', '展开抽屉'],
  close: ['Close the drawer', '收起抽屉'],
  height: ['Height of the drawer', '抽屉高度'],
})
