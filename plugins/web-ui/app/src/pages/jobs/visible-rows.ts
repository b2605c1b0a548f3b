import type { Attachment } from 'svelte/attachments';

/** Tells which rows are in sight, a little ahead of time. One observer for all of them. */
export class VisibleRows {
  private readonly ids = new Map<Element, string>();
  private readonly observer: IntersectionObserver;
  readonly visible = new Set<string>();

  constructor(onChange: (id: string, isVisible: boolean) => void) {
    this.observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const id = this.ids.get(target);
          if (id === undefined) continue;
          if (isIntersecting) this.visible.add(id);
          else this.visible.delete(id);
          onChange(id, isIntersecting);
        }
      },
      { rootMargin: '150px 0px' },
    );
  }

  watch(id: string): Attachment<Element> {
    return (element) => {
      this.ids.set(element, id);
      this.observer.observe(element);
      return () => {
        this.observer.unobserve(element);
        this.ids.delete(element);
        this.visible.delete(id);
      };
    };
  }

  stop(): void {
    this.observer.disconnect();
  }
}
