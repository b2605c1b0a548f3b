import type { HostSnapshot, LevelSnapshot, Series } from '../../domain/node-metrics.js';

/** One file: of each metric one evenly spaced run, gaps filled. */
export interface CheckpointDocument {
  readonly from: number;
  readonly to: number;
  readonly root: LevelSnapshot;
}

/** A pause of more slots than that is not filled with nulls. */
const longestGap = 1440;

/**
 * A file has room for one run a metric. Runs on one grid with short pauses between become one run; where that cannot be, the later ones
 * go to further files. Nearly always this makes one file.
 */
export function documentsOf({ from, to, root }: HostSnapshot): readonly CheckpointDocument[] {
  const documents: CheckpointDocument[] = [];
  for (let part = 0; ; part++) {
    const level = levelPart(root, part);
    if (!level) return documents;
    const begin = part === 0 ? from : Math.max(documents.at(-1)!.from + 1, earliest(level));
    documents.push({ from: begin, to, root: level });
  }
}

/** `undefined`: nothing below has so many parts. */
function levelPart(level: LevelSnapshot, part: number): LevelSnapshot | undefined {
  const metrics = new Map<string, readonly Series[]>();
  for (const [name, runs] of level.metrics) {
    const group = groupsOf(runs)[part];
    if (group) metrics.set(name, group);
  }
  const children = new Map<string, LevelSnapshot>();
  for (const [name, child] of level.children) {
    const its = levelPart(child, part);
    if (its) children.set(name, its);
  }
  return metrics.size === 0 && children.size === 0 ? undefined : { metrics, children };
}

function groupsOf(runs: readonly Series[]): readonly (readonly Series[])[] {
  const groups: Series[][] = [];
  for (const run of runs) {
    const before = groups.at(-1)?.at(-1);
    if (before && joins(before, run)) groups.at(-1)!.push(run);
    else groups.push([run]);
  }
  return groups;
}

function joins(before: Series, run: Series): boolean {
  const gap = (run.start - before.start) / before.step - before.values.length;
  return run.step === before.step && Number.isInteger(gap) && gap >= 0 && gap <= longestGap;
}

function earliest(level: LevelSnapshot): number {
  const own = [...level.metrics.values()].map((runs) => runs[0]!.start);
  return Math.min(...own, ...[...level.children.values()].map(earliest));
}
