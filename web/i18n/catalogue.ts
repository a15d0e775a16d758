// The catalogue: every string that a person sees, in both languages, side by side. A missing one fails the type check.
//
//   export const text = catalogue({ kill: ['Kill', '强制终止'], killed: [(id: number) => `Broker ${id} is down.`, (id) => `broker ${id} 已停止。`] })
//   <button>{text.kill}</button>
//
// Reading a string inside of a component subscribes it to the language, so that switching needs no reload. Each area of the page has its own
// file `text.ts`, which is loaded with it.
import { language } from './language.ts'

/** What a sentence takes is its own affair: here nobody calls it. */
type Sentence = string | ((...values: never[]) => string)
type Entries = Readonly<Record<string, readonly [en: Sentence, zh: Sentence]>>

type Same<Of extends Entries> = { readonly [Key in keyof Of]: readonly [en: Of[Key][0], zh: Widened<Of[Key][0]>] }
type Widened<One> = One extends string ? string : One
type Texts<Of extends Entries> = { readonly [Key in keyof Of]: Widened<Of[Key][0]> }

export function catalogue<const Of extends Entries>(entries: Of & Same<Of>): Texts<Of> {
  const texts = {}
  for (const [key, [en, zh]] of Object.entries(entries)) {
    Object.defineProperty(texts, key, { enumerable: true, get: () => (language.value === 'en' ? en : zh) })
  }
  return texts as Texts<Of>
}
