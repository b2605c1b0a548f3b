import type { FootprintLevel } from './judge-footprint.js';

/** A letter besides the colour, for those who cannot tell the colours apart. */
export const LEVEL_LOOK: Readonly<
  Record<FootprintLevel, { readonly tone: string; readonly sign: string; readonly label: string }>
> = {
  alert: { tone: 'bad', sign: '!!', label: 'alert' },
  caution: { tone: 'warning', sign: '!', label: 'caution' },
  odd: { tone: 'neutral', sign: '?', label: 'in doubt' },
  above: { tone: 'info', sign: '+', label: 'more than usual' },
  normal: { tone: 'good', sign: '', label: 'normal' },
  unknown: { tone: 'neutral', sign: '', label: 'no thresholds' },
};
