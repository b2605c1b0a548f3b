import type uPlot from 'uplot';
import type { ColorOf } from './plot-colors.js';
import type { Threshold, ThresholdLevel } from './threshold.js';

/** Each level has its own dashes, so that they can be told apart without colours. */
const DASHES: Readonly<Record<ThresholdLevel, readonly number[]>> = { normal: [8, 4], caution: [4, 4], alert: [2, 3] };
const FONT_SIZE = 10;

/** Under the series: lines over the whole width with their names, as far as they lie in the picture. */
export function drawThresholds(u: uPlot, lines: readonly Threshold[], colorOf: ColorOf, font: string): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  let lastText = Infinity;
  ctx.save();
  ctx.lineWidth = ratio;
  ctx.font = `${FONT_SIZE * ratio}px ${font}`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  for (const { level, value } of lines.toSorted((a, b) => a.value - b.value)) {
    const y = Math.round(u.valToPos(value, 'y', true));
    if (y < bbox.top || y > bbox.top + bbox.height - ratio) continue;
    ctx.strokeStyle = colorOf(`--plot-threshold-${level}`);
    ctx.setLineDash(DASHES[level].map((length) => length * ratio));
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    if (lastText - y < (FONT_SIZE + 3) * ratio || y - bbox.top < FONT_SIZE * ratio) continue;
    ctx.fillStyle = colorOf('--plot-axis');
    ctx.fillText(level, bbox.left + bbox.width - 3 * ratio, y - ratio);
    lastText = y;
  }
  ctx.restore();
}
