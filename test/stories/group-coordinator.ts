// The broker that coordinates a group dies: another one reads the group from its copy of __consumer_offsets, and the group goes on.
import { expect } from 'vitest'
import { createPartitions, Group, startWriter, write } from './group.ts'
import type { Configs } from './group.ts'
import type { Story, StorySandbox } from './story.ts'

/** broker.session.timeout.ms: so long nobody notices. */
const BROKER_SESSION_MS = 9_000
/** Longer than it takes two members to hear of a rebalance one after the other. */
const REBALANCE_MS = 12_000
const PARTITIONS = [0, 1, 2, 3]

async function writeToAll(kafka: StorySandbox, each: number): Promise<void> {
  for (const partition of PARTITIONS) await write(kafka, each, partition)
}

/** The one that is down. */
async function deadBroker(kafka: StorySandbox): Promise<number> {
  const { brokers } = (await kafka.v1('GET', '/state', 200)).json as { brokers: { broker_id: number; process: string }[] }
  const dead = brokers.find(({ process }) => process === 'down')
  if (dead === undefined) throw new Error('a broker is down')
  return dead.broker_id
}

/**
 * @param settled the generation (the epoch, with KIP-848) in which both members have their partitions.
 * @param revokedBefore so many the first member had given up for that.
 */
function coordinatorOfGroupDies(rule: string, configs: Configs, settled: number, revokedBefore: number): Story {
  const groupOf = (kafka: StorySandbox): Group => new Group(kafka, 'g', configs)
  return {
    title: `the coordinator of a group dies: another broker knows its members, its generation and its offsets, and the group goes on: ${rule}`,
    sandbox: { configs: { 'offsets.topic.num.partitions': '1' } },
    steps: [
      {
        does: 'two members read and commit',
        run: async (kafka) => {
          await createPartitions(kafka, PARTITIONS.length)
          await startWriter(kafka)
          const group = groupOf(kafka)
          for (const name of ['one', 'two']) await group.start(name, { commit: 'after_batch' })
          await kafka.advance(2 * REBALANCE_MS)
          await writeToAll(kafka, 2)
          await kafka.advance(1_000)
          expect(await group.shares()).toEqual({ one: [0, 1], two: [2, 3] })
          expect([await group.generation(), await group.committed()]).toEqual([settled, [2, 2, 2, 2]])
          expect(await group.audit('one')).toEqual({ once: 8 })
        },
      },
      {
        does: 'its coordinator dies',
        run: async (kafka) => {
          const group = groupOf(kafka)
          const { coordinator } = await group.state()
          const { leader } = await kafka.partition('__consumer_offsets')
          expect(coordinator).toBe(leader)
          await kafka.node(coordinator, 'kill')
          await kafka.advance(BROKER_SESSION_MS + REBALANCE_MS)
          expect(await deadBroker(kafka)).toBe(coordinator)
        },
      },
      {
        does: 'the next leader of its partition knows all that was committed, and nobody had to join again',
        run: async (kafka) => {
          const group = groupOf(kafka)
          const { coordinator } = await group.state()
          expect(coordinator).toBe((await kafka.partition('__consumer_offsets')).leader)
          expect(coordinator).not.toBe(await deadBroker(kafka))
          expect(await group.shares()).toEqual({ one: [0, 1], two: [2, 3] })
          expect([await group.generation(), await group.committed()]).toEqual([settled, [2, 2, 2, 2]])
          expect((await group.reader('one')).counters).toMatchObject({ partitions_revoked: revokedBefore, partitions_lost: 0 })
          expect((await kafka.sentences('offsets.loaded')).at(-1)).toContain(`roker ${coordinator}`)
        },
      },
      {
        does: 'they read and commit there',
        run: async (kafka) => {
          const group = groupOf(kafka)
          await writeToAll(kafka, 3)
          await kafka.advance(10_000)
          expect(await group.audit('one')).toEqual({ once: 20 })
          expect(await group.committed()).toEqual([5, 5, 5, 5])
        },
      },
      {
        does: 'a third one joins there',
        run: async (kafka) => {
          const group = groupOf(kafka)
          await group.start('three', { commit: 'after_batch' })
          await kafka.advance(REBALANCE_MS)
          expect(
            Object.values(await group.shares())
              .flat()
              .toSorted(),
          ).toEqual(PARTITIONS)
          expect([Object.keys(await group.shares()).length, await group.generation()]).toEqual([3, settled + 1])
        },
      },
      {
        does: 'the dead one comes back and follows; later the group is its again, with all that happened meanwhile',
        run: async (kafka) => {
          const group = groupOf(kafka)
          await kafka.node(await deadBroker(kafka), 'start')
          await kafka.advance(BROKER_SESSION_MS)
          const { isr, leader } = await kafka.partition('__consumer_offsets')
          expect(isr).toHaveLength(3)
          await kafka.node(leader, 'kill')
          await kafka.advance(BROKER_SESSION_MS + REBALANCE_MS)
          expect((await group.state()).coordinator).not.toBe(leader)
          expect(await group.generation()).toBe(settled + 1)
          await writeToAll(kafka, 1)
          await kafka.advance(10_000)
          expect(await group.audit('one')).toEqual({ once: 24 })
          expect(await group.committed()).toEqual([6, 6, 6, 6])
        },
      },
    ],
  }
}

export const classicCoordinatorDies = coordinatorOfGroupDies('the classic protocol', {}, 1, 0)
export const reconciledCoordinatorDies = coordinatorOfGroupDies('KIP-848', { 'group.protocol': 'consumer' }, 3, 2)
