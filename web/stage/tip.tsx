// The tooltip of the stage: the facts of what is hovered or focused. It says nothing that the thing's own name does not say to a screen reader.
import type { JSX, RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

const GAP_PX = 6
const MARGIN_PX = 8

/** Shows `data-tip` of whatever is hovered or focused inside of the host. Escape hides it. */
export function Tip({ host }: { readonly host: RefObject<HTMLElement | null> }): JSX.Element {
  const tip = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const [within, box] = [host.current, tip.current]
    if (within === null || box === null) return undefined
    const abort = new AbortController()
    const { signal } = abort
    const hide = (): void => box.hidePopover()
    const show = ({ target }: Event): void => {
      const owner = target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null
      if (owner === null) hide()
      else showBeside(box, owner)
    }
    within.addEventListener('pointerover', show, { signal })
    within.addEventListener('pointerleave', hide, { signal })
    within.addEventListener('focusin', show, { signal })
    within.addEventListener('focusout', hide, { signal })
    document.addEventListener('scroll', hide, { capture: true, passive: true, signal })
    document.addEventListener('keydown', ({ key }) => key === 'Escape' && hide(), { signal })
    return () => abort.abort()
  }, [host])
  return <div ref={tip} class="stage-tip" popover="manual" aria-hidden="true" />
}

function showBeside(box: HTMLElement, owner: HTMLElement): void {
  box.textContent = owner.dataset['tip'] ?? ''
  box.showPopover()
  const at = owner.getBoundingClientRect()
  const { width, height } = box.getBoundingClientRect()
  const below = at.bottom + GAP_PX
  const top = below + height + MARGIN_PX > innerHeight ? at.top - height - GAP_PX : below
  box.style.top = `${Math.max(MARGIN_PX, top)}px`
  box.style.left = `${Math.max(MARGIN_PX, Math.min(at.left, innerWidth - width - MARGIN_PX))}px`
}
