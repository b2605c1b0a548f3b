import type { PlotGroup } from './plot-group.js';

export interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const STRIDE = 10;

/** What a key does with the plots of a group; `undefined`: nothing, it is the browser's. */
export function keyAction(
  { key, shiftKey, ctrlKey, metaKey, altKey }: Key,
  step: number,
): ((group: PlotGroup) => void) | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const count = shiftKey ? STRIDE : 1;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return (group) => group.stepCursor(step, -count);
    case 'ArrowRight':
    case 'ArrowUp':
      return (group) => group.stepCursor(step, count);
    case 'Home':
      return (group) => group.point(group.visible.from);
    case 'End':
      return (group) => group.point(group.visible.to);
    case 'PageUp':
      return (group) => group.pan(-0.5);
    case 'PageDown':
      return (group) => group.pan(0.5);
    case '+':
    case '=':
      return (group) => group.zoomBy(0.5);
    case '-':
    case '_':
      return (group) => group.zoomBy(2);
    case 'Escape':
    case '0':
      return (group) => group.zoom();
    default:
      return undefined;
  }
}
