import { tokenColor } from '../design/colors.js';

export type ColorOf = (name: `--${string}`) => string;

/** Reads each colour once; make another when the theme changes. */
export function plotColors(): ColorOf {
  const known = new Map<string, string>();
  return (name) => {
    let color = known.get(name);
    if (color === undefined) {
      color = tokenColor(name);
      known.set(name, color);
    }
    return color;
  };
}
