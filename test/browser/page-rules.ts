// What holds of every page of the site: it is accessible, of one language, and fits a narrow screen. Each answers with what is wrong.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

/** Only so that a page that never comes ends its test. */
const PATIENCE_MS = 20_000

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What is loaded late is there, and what waits for its first answer has it. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const text = document.querySelector('main')?.innerText ?? ''
      if (document.querySelector('h1') === null) return false
      return text.trim().length > 20 && !/Loading…|正在加载…|Reading the history…|正在读取历史…|Connecting…|正在连接…/.test(text)
    },
    null,
    { timeout: PATIENCE_MS },
  )
}

export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { readonly axe: typeof import('axe-core') }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const { violations: found } = await axe.run(document, { runOnly: { type: 'tag', values: tags } })
    return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`))
  })
}

/**
 * Texts that are not in the language of the page: Chinese on the English one, and whole phrases of English on the Chinese one. Code and names
 * are what they are in every language, and so is what says that it is in another one.
 */
export function foreignTexts(locale: string): readonly string[] {
  const foreign = locale === 'en' ? /\p{Script=Han}/u : /[a-z]{2,} [a-z]{2,} [a-z]{2,}/
  const own = 'noscript, code, pre, samp, kbd, textarea, option[lang], .mono, script, style'
  const found: string[] = []
  const look = (element: Element, text: string | null): void => {
    const said = element.closest('[lang]')?.getAttribute('lang') ?? locale
    if (text !== null && said === locale && element.closest(own) === null && foreign.test(text)) found.push(text.trim())
  }
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node.parentElement !== null) look(node.parentElement, node.textContent)
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) look(element, element.getAttribute(name))
  }
  return found
}

/** What reaches beyond the right edge, where the page scrolls sideways at all. */
export function tooWide(): readonly string[] {
  const { clientWidth, scrollWidth } = document.documentElement
  if (scrollWidth <= clientWidth) return []
  const wide = Array.from(document.querySelectorAll('main *, header *')).filter(
    (element) => element.getBoundingClientRect().right > clientWidth + 1,
  )
  return wide.map(
    (element) => `${element.tagName.toLowerCase()}.${element.className}: ${Math.round(element.getBoundingClientRect().right)}`,
  )
}
