// The pages that people read: each is there in English and in Chinese, with the same commands, headings and rows, and every link leads somewhere.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './source-files.ts'

const CHINESE = '.zh-CN.md'
const READMES = ['README.md', 'README.zh-CN.md']
const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
const names = pages.filter((name) => !name.endsWith(CHINESE)).map((name) => name.slice(0, -'.md'.length))

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

function lines(page: string, pattern: RegExp): string[] {
  return read(join('docs', page))
    .split('\n')
    .filter((line) => pattern.test(line))
}

/** Where the links of a page lead, without places within a page and other sites. */
function linked(path: string): string[] {
  const targets = [...read(path).matchAll(/\]\(([^)#]+)/g)].map(([, target = '']) => target)
  return targets.filter((target) => !target.includes('://')).map((target) => join(path, '..', target))
}

describe.each(names)('docs/%s', (name) => {
  const [english, chinese] = [`${name}.md`, `${name}${CHINESE}`]

  it('is there in both languages, and each links to the other', () => {
    expect(lines(english, /^\[简体中文\]/)).toEqual([`[简体中文](${chinese})`])
    expect(lines(chinese, /^\[English\]/)).toEqual([`[English](${english})`])
  })

  it('has the same commands in both, but for the language of the answers', () => {
    const commands = (page: string) => lines(page, /^ {4}/).map((line) => line.replace('lang=zh-CN', 'lang=en'))
    expect(commands(chinese)).toEqual(commands(english))
  })

  it('has as many headings and rows of tables in both', () => {
    const shape = (page: string) => ({ headings: lines(page, /^#/).length, rows: lines(page, /^\|/).length })
    expect(shape(chinese)).toEqual(shape(english))
  })
})

describe('the pages', () => {
  it('link to what is there', () => {
    const all = [...READMES, ...pages.map((page) => join('docs', page))]
    const dead = all.flatMap((path) => linked(path).flatMap((target) => (existsSync(join(root, target)) ? [] : [`${path}: ${target}`])))
    expect(dead).toEqual([])
  })

  it('stand all in the index of either README, in both languages', () => {
    for (const readme of READMES) expect(linked(readme)).toEqual(expect.arrayContaining(pages.map((page) => join('docs', page))))
  })
})
