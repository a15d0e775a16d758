import { expect } from 'vitest'
import { createPartitions, Group, startWriter } from './group.ts'
import type { Configs } from './group.ts'
import type { Story } from './story.ts'

function busyGroup(rule: string, configs: Configs): Story {
  return {
    title: `explore ${rule}`,
    steps: [
      {
        does: 'x',
        run: async (kafka) => {
          await createPartitions(kafka, 4)
          await startWriter(kafka, { records_per_second: 4, count: 400 })
          const group = new Group(kafka, 'g', configs)
          await group.start('quick', { commit: 'after_batch' })
          await group.start('busy', { commit: 'after_batch', processing_ms: 1000 }, { 'max.poll.records': '10' })
          await kafka.advance(20_000)
          const t0 = (await kafka.v1('GET', '/clock', 200)).json['now_ms'] as number
          console.log(rule, JSON.stringify(await group.shares()), await group.generation())
          await group.start('late', { commit: 'after_batch' })
          for (let i = 0; i < 30; i++) {
            await kafka.advance(1_000)
            const s = await group.state()
            const counts = []
            for (const n of ['quick', 'busy', 'late']) counts.push((await group.reader(n)).counters['processed'])
            console.log(rule, i, s.state, s.generation, JSON.stringify(await group.shares()), counts.join())
          }
          for (const n of ['quick', 'busy', 'late']) console.log(rule, n, (await group.heard(n)).map(({ ms, what, partitions }) => `${ms - t0} ${what} ${partitions}`).join(' | '))
          console.log(rule, JSON.stringify(await group.audit('late')))
          let from = 1
          for (;;) {
            const { events, next } = (await kafka.v1('GET', `/events?from=${from}&count=1000&kind=app.changed,group.changed,group.written&lang=en`, 200)).json as any
            for (const e of events) if (e.time_ms > t0 - 11_000) console.log(rule, e.time_ms - t0, JSON.stringify(e.why).slice(0,200))
            if (rule === 'coop' && events[0]) console.log(JSON.stringify(events.find((e: any) => JSON.stringify(e).includes('callbacks'))))
            if (events.length === 0 || next <= from) break
            from = next
          }
          expect(1).toBe(1)
        },
      },
    ],
  }
}
export const xs = [busyGroup('eager', { 'partition.assignment.strategy': 'org.apache.kafka.clients.consumer.RangeAssignor' }), busyGroup('coop', { 'partition.assignment.strategy': 'org.apache.kafka.clients.consumer.CooperativeStickyAssignor' }), busyGroup('848', { 'group.protocol': 'consumer' })]
