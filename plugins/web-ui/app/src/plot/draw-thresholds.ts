import type uPlot from 'uplot';
import type { ColorOf } from './plot-colors.js';
import type { Threshold, ThresholdLevel } from './threshold.js';

/** Each level has its own dashes, so that they can be told apart without colours. */
const DASHES: Readonly<Record<ThresholdLevel, readonly number[]>> = { normal: [8, 4], caution: [4, 4], alert: [2, 3] };
const FONT_SIZE = 10;
const LINE_HEIGHT = FONT_SIZE + 3;

/** Under the series: lines over the whole width, as far as they lie in the picture. */
export function drawThresholdLines(u: uPlot, lines: readonly Threshold[], colorOf: ColorOf): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.lineWidth = ratio;
  for (const { level, y } of visibleLines(u, lines)) {
    ctx.strokeStyle = colorOf(`--plot-threshold-${level}`);
    ctx.setLineDash(DASHES[level].map((length) => length * ratio));
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

/** Over the series: their names at the right, each above its line or, at the top, below. Names without room are left out. */
export function drawThresholdNames(u: uPlot, lines: readonly Threshold[], colorOf: ColorOf, font: string): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  const height = LINE_HEIGHT * ratio;
  let free = Infinity;
  ctx.save();
  ctx.font = `${FONT_SIZE * ratio}px ${font}`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 3 * ratio;
  ctx.strokeStyle = colorOf('--surface-raised');
  ctx.fillStyle = colorOf('--plot-axis');
  for (const { level, y } of visibleLines(u, lines)) {
    const bottom = y - height >= bbox.top ? y - ratio : y + height;
    if (bottom > free) continue;
    free = bottom - height;
    const right = bbox.left + bbox.width - 3 * ratio;
    ctx.strokeText(level, right, bottom);
    ctx.fillText(level, right, bottom);
  }
  ctx.restore();
}

/** From the lowest to the highest. */
function visibleLines(
  u: uPlot,
  lines: readonly Threshold[],
): readonly { readonly level: ThresholdLevel; readonly y: number }[] {
  const { top, height } = u.bbox;
  return lines
    .map(({ level, value }) => ({ level, y: Math.round(u.valToPos(value, 'y', true)) }))
    .filter(({ y }) => y >= top && y < top + height)
    .toSorted((a, b) => b.y - a.y);
}
