// The bookmarks of a sandbox, as this browser keeps them.
import { computed, effect, signal } from '@preact/signals'
import type { ReadonlySignal } from '@preact/signals'
import { bookmarksKey, parseBookmarks, withBookmark, withoutBookmark } from './bookmarks.ts'
import type { Bookmark } from './bookmarks.ts'

type Generation = { readonly generation: number }

export class BookmarkShelf {
  readonly list = signal<readonly Bookmark[]>([])
  readonly #key: ReadonlySignal<string>

  /** @param history of which generation the bookmarks are; those of a snapshot, and of a server that does not say, are of generation 0. */
  constructor(sandboxId: string, history: ReadonlySignal<Generation | null>) {
    this.#key = computed(() => bookmarksKey(sandboxId, history.value?.generation ?? 0))
    effect(() => {
      this.list.value = parseBookmarks(localStorage.getItem(this.#key.value))
    })
  }

  add(bookmark: Bookmark): void {
    this.#keep(withBookmark(this.list.value, bookmark))
  }

  remove(sequence: number): void {
    this.#keep(withoutBookmark(this.list.value, sequence))
  }

  #keep(list: readonly Bookmark[]): void {
    this.list.value = list
    localStorage.setItem(this.#key.value, JSON.stringify(list))
  }
}
