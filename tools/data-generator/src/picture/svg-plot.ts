/** One line of a plot: shape (times,). */
export interface PlotLine {
  readonly values: readonly number[];
  readonly strong?: boolean;
}

export interface Panel {
  readonly title: string;
  readonly unit: string;
  /** Top of the scale; everything is drawn below it. */
  readonly peak: number;
  readonly lines: readonly PlotLine[];
}

const width = 640;
const panelHeight = 92;
const left = 48;
const right = 12;
const top = 26;
const gap = 24;
const columns = 2;

/** Panels with a common time axis, two beside each other. Colours follow the reader's theme. */
export function svgPlot(title: string, minutes: number, panels: readonly Panel[]): string {
  const rows = Math.ceil(panels.length / columns);
  const height = top + rows * (panelHeight + gap) + 8;
  const cell = (width - columns * (left + right)) / columns;
  const body = panels.map((panel, index) => {
    const x = left + (index % columns) * (cell + left + right);
    const y = top + Math.floor(index / columns) * (panelHeight + gap) + 14;
    return panelText(panel, x, y, cell, minutes);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    '<style>text{font:11px sans-serif;fill:#333}.t{font-weight:bold}.l{fill:none;stroke:#0b6e99;stroke-width:.8;opacity:.5}' +
      '.s{fill:none;stroke:#0b6e99;stroke-width:1.5}.a{fill:none;stroke:#999;stroke-width:.6}rect{fill:#fff}' +
      '@media(prefers-color-scheme:dark){text{fill:#ddd}.l,.s{stroke:#6cc3e8}rect{fill:#16191d}}</style>',
    `<rect width="${width}" height="${height}"/>`,
    `<text class="t" x="${left}" y="16">${escaped(title)}</text>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

function panelText({ title, unit, peak, lines }: Panel, x: number, y: number, cell: number, minutes: number): string {
  const bottom = y + panelHeight - 26;
  const label = (value: number): string =>
    value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
  return [
    `<text x="${x}" y="${y - 3}">${escaped(title)}${unit === '' ? '' : ` (${escaped(unit)})`}</text>`,
    `<path class="a" d="M${x} ${y}V${bottom}H${round(x + cell)}"/>`,
    `<text x="${x - 4}" y="${y + 8}" text-anchor="end">${label(peak)}</text>`,
    `<text x="${x - 4}" y="${bottom}" text-anchor="end">0</text>`,
    `<text x="${round(x + cell)}" y="${bottom + 12}" text-anchor="end">${minutes} min</text>`,
    ...lines.map(
      ({ values, strong }) =>
        `<path class="${strong === true ? 's' : 'l'}" d="${path(values, peak, x, y, cell, bottom)}"/>`,
    ),
  ].join('\n');
}

function path(values: readonly number[], peak: number, x: number, y: number, cell: number, bottom: number): string {
  return values
    .map((value, index) => {
      const across = x + (index / Math.max(1, values.length - 1)) * cell;
      const up = bottom - (Math.min(value, peak) / peak) * (bottom - y);
      return `${index === 0 ? 'M' : 'L'}${round(across)} ${round(up)}`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
