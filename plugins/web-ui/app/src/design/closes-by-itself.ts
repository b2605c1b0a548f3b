import type { Attachment } from 'svelte/attachments';

/** A `<details>` that floats over the page: closed by Escape, and when focus or pointer go elsewhere. */
export const closesByItself: Attachment<HTMLDetailsElement> = (details) => {
  const onKey = ({ key }: KeyboardEvent): void => {
    if (key !== 'Escape' || !details.open) return;
    details.open = false;
    details.querySelector('summary')?.focus();
  };
  const onLeave = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget instanceof Node && !details.contains(relatedTarget)) details.open = false;
  };
  const onPointer = ({ target }: PointerEvent): void => {
    if (target instanceof Node && !details.contains(target)) details.open = false;
  };
  details.addEventListener('keydown', onKey);
  details.addEventListener('focusout', onLeave);
  document.addEventListener('pointerdown', onPointer);
  return () => {
    details.removeEventListener('keydown', onKey);
    details.removeEventListener('focusout', onLeave);
    document.removeEventListener('pointerdown', onPointer);
  };
};
