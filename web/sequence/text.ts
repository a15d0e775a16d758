import { catalogue } from '../i18n/catalogue.ts'

export const text = catalogue({
  asChart: ['Chart', '时序图'],
  asTable: ['Table', '表格'],
  form: ['Form', '展示方式'],
  time: ['Time', '时间'],
  from: ['From', '发起方'],
  to: ['To', '接收方'],
  step: ['Step', '步骤'],
  why: ['What happened and why', '发生了什么，为什么'],
  moment: ['Moment', '时刻'],
  lookAt: [(sequence: number) => `Show the cluster behind event ${sequence}`, (sequence: number) => `查看事件 ${sequence} 之后的集群`],
  onItself: ['itself', '自身'],
  arrow: [(from: string, to: string) => `${from} to ${to}`, (from: string, to: string) => `${from} 到 ${to}`],
  notKept: ['The details of this stretch of history are not kept any more.', '这段历史的细节已不再保留。'],
  pastNotice: [
    (sequence: number) => `You see the cluster as it was behind event ${sequence}.`,
    (sequence: number) => `您看到的是事件 ${sequence} 之后的集群。`,
  ],
  backToNow: ['Back to now', '回到现在'],
  backToEnd: ['Back to the end', '回到结尾'],
  showOnStage: ['Show on the stage', '在舞台上查看'],
})
