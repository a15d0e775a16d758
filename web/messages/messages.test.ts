import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventStreamParser } from './event-stream.ts'
import { fatesIn, windowsOf } from './fates.ts'
import type { Delivered } from './fates.ts'
import { LiveRows, MAX_ROWS, MAX_ROWS_A_FRAME } from './live-rows.ts'
import { mergedByTime, messageOf, oneLine } from './message.ts'
import type { Message, ReadRecord } from './message.ts'
import { hexDump, prettyJson, shownPayload } from './payload.ts'
import { placesIn } from './places.ts'
import { scrollToRow, windowOfRows } from './window-of-rows.ts'

const record = (partition: number, offset: number, timeMs = offset): ReadRecord => ({
  topic_name: 't',
  partition_id: partition,
  offset,
  timestamp: new Date(timeMs).toISOString(),
  timestamp_type: 'CreateTime',
  headers: [],
  key: null,
  value: { type: 'STRING', data: `${partition}:${offset}` },
})

const placeOf = ({ partition, offset }: Message): string => `${partition}:${offset}`

describe('messages of several partitions', () => {
  it('stand by time, and each partition in the order of its log whatever its clock says', () => {
    const messages = [record(0, 0, 100), record(0, 1, 50), record(0, 2, 300), record(1, 0, 60), record(1, 1, 200)].map(messageOf)
    expect(mergedByTime(messages).map(placeOf)).toEqual(['1:0', '0:0', '0:1', '1:1', '0:2'])
  })

  it('are all there, whatever their times', () => {
    const any = fc.array(fc.record({ partition: fc.nat(3), time: fc.option(fc.nat(1_000)) }), { maxLength: 60 })
    fc.assert(
      fc.property(any, (all) => {
        const messages = all.map(({ partition, time }, offset): Message => ({ ...messageOf(record(partition, offset)), timeMs: time }))
        const merged = mergedByTime(messages)
        expect(merged.map(placeOf).sort()).toEqual(messages.map(placeOf).sort())
        for (const partition of [0, 1, 2, 3]) {
          const offsets = merged.filter((one) => one.partition === partition).map(({ offset }) => offset)
          expect(offsets).toEqual(offsets.toSorted((one, other) => one - other))
        }
      }),
    )
  })
})

describe('a key or value in one line', () => {
  it('shows what would break the line, or turn it around, and keeps markup as text', () => {
    expect(oneLine({ type: 'STRING', data: 'a\nb\t<b>\u202e' })).toBe('a␊b␉<b>·')
    expect(oneLine(null)).toBeNull()
    expect(oneLine({ type: 'STRING', data: 'x'.repeat(500) })).toHaveLength(401)
  })
})

describe('a live tail', () => {
  const burst = (rows: LiveRows, from: number, count: number): void => {
    for (let offset = from; offset < from + count; offset++) rows.receive(JSON.stringify(record(0, offset)))
  }

  it('puts the newest on top', () => {
    const rows = new LiveRows()
    burst(rows, 0, 3)
    rows.commit()
    burst(rows, 3, 1)
    rows.commit()
    expect(rows.rows.map((row) => row.kind !== 'gap' && row.offset)).toEqual([3, 2, 1, 0])
    expect(rows.added).toBe(4)
  })

  it('leaves a gap that says how much a burst left out, and keeps the newest', () => {
    const rows = new LiveRows()
    burst(rows, 0, 10_000)
    rows.commit()
    expect(rows.rows).toHaveLength(MAX_ROWS_A_FRAME + 1)
    expect(rows.rows[0]).toMatchObject({ offset: 9_999 })
    expect(rows.rows.at(-1)).toEqual({ kind: 'gap', id: 0, dropped: 10_000 - MAX_ROWS_A_FRAME })
    expect(rows.received).toBe(10_000)
  })

  it('keeps so many rows and no more', () => {
    const rows = new LiveRows()
    for (let from = 0; from < MAX_ROWS + 2_000; from += MAX_ROWS_A_FRAME) {
      burst(rows, from, MAX_ROWS_A_FRAME)
      rows.commit()
    }
    expect(rows.rows).toHaveLength(MAX_ROWS)
    expect(rows.dropped).toBe(0)
  })
})

describe('server-sent events', () => {
  it('are the same however the text is cut', () => {
    const text = 'event: record\nid: c1\ndata: {"a":"x: y"}\n\nevent: ping\ndata: {}\n\n: comment\n\nevent: record\nid: c2\ndata: 2\n\n'
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
        const parser = new EventStreamParser()
        const places = [0, ...cuts.toSorted((one, other) => one - other), text.length]
        const events = places.slice(1).flatMap((end, index) => parser.push(text.slice(places[index], end)))
        expect(events).toEqual([
          { event: 'record', id: 'c1', data: '{"a":"x: y"}' },
          { event: 'ping', id: null, data: '{}' },
          { event: 'record', id: 'c2', data: '2' },
        ])
      }),
    )
  })
})

describe('fates', () => {
  const delivered = (offset: number, fate: Delivered['fate']): Delivered => {
    return { offset, fate, leader_epoch: 0, broker: null, producer_id: null, app_id: null, record: null }
  }
  const delivery = {
    log_start_offset: 2,
    high_watermark: 7,
    log_end_offset: 8,
    records: [
      delivered(2, 'committed'),
      delivered(4, 'aborted'),
      delivered(4, 'lost'),
      delivered(5, 'control'),
      delivered(7, 'uncommitted'),
    ],
    next: null,
  }

  it('are what the log says, and what it does not say any more', () => {
    expect([...fatesIn(delivery, 1, 10)]).toEqual([
      [1, 'deleted'],
      [2, 'committed'],
      [3, 'compacted'],
      [4, 'aborted'],
      [5, 'control'],
      [6, 'compacted'],
      [7, 'uncommitted'],
      [8, 'lost'],
      [9, 'lost'],
    ])
  })

  it('are asked for in one window for each partition', () => {
    expect(windowsOf([record(0, 5), record(1, 2), record(0, 3)].map(messageOf))).toEqual([
      { partition: 0, from: 3, until: 6 },
      { partition: 1, from: 2, until: 3 },
    ])
  })

  it('of what no reader is given become rows of their own, at the time of what stands before them', () => {
    const places = placesIn(delivery, 3, new Map([[4, 1_000]]))
    expect(places.map(({ offset, timeMs }) => [offset, timeMs])).toEqual([
      [4, 1_000],
      [5, 1_000],
    ])
  })
})

describe('a payload', () => {
  it('is set out in lines without touching its numbers', () => {
    expect(prettyJson('{"id":12345678901234567890,"a":[1.50,{}],"b":[],"t":"{\\"x\\":1}"}')).toBe(
      '{\n  "id": 12345678901234567890,\n  "a": [\n    1.50,\n    {}\n  ],\n  "b": [],\n  "t": "{\\"x\\":1}"\n}',
    )
    expect(prettyJson('{broken')).toBeNull()
  })

  it('means the same when it is set out', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(JSON.parse(prettyJson(json) ?? '')).toEqual(JSON.parse(json))
      }),
    )
  })

  it('is shown as bytes', () => {
    expect(hexDump(new Uint8Array([0x7b, 0x22, 0x0a]))).toBe(`00000000  7b 22 0a${' '.repeat(39)}  {".`)
    expect(shownPayload({ type: 'BINARY', data: 'AP8=' }, 'hex').text).toContain('00 ff')
  })
})

describe('a list of rows of one height', () => {
  it('has what is seen and a little more in the document', () => {
    expect(windowOfRows(10_000, 0, 340, 34)).toEqual({ first: 0, end: 18 })
    expect(windowOfRows(10_000, 34_000, 340, 34)).toEqual({ first: 992, end: 1_018 })
    expect(windowOfRows(3, 34_000, 340, 34)).toEqual({ first: 2, end: 3 })
    expect(windowOfRows(0, 0, 340, 34)).toEqual({ first: 0, end: 0 })
  })

  it('scrolls only as far as a row needs', () => {
    expect(scrollToRow(5, 0, 340, 34, 34)).toBeNull()
    expect(scrollToRow(20, 0, 340, 34, 34)).toBe(408)
    expect(scrollToRow(2, 340, 340, 34, 34)).toBe(68)
  })
})
