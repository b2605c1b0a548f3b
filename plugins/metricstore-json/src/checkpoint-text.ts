import type { CheckpointDocument, LevelSnapshot, Series } from '@cc-kernel/core/plugin';

import { floatText } from './float-text.js';

/** Values in one piece of text: half a millisecond's work. */
const pieceLength = 2048;

/** The text of a checkpoint file, in pieces that are quick to make. */
export function* checkpointText({ root, from, to }: CheckpointDocument): Generator<string> {
  yield* levelText(root, `"from":${from},"to":${to}}`);
  yield '\n';
}

function* levelText({ metrics, children }: LevelSnapshot, ending: string): Generator<string> {
  yield '{"metrics":{';
  let separator = '';
  for (const [name, runs] of sorted(metrics)) {
    const { step, start } = runs[0]!;
    yield `${separator}${JSON.stringify(name)}:{"frequency":${step},"start":${start},"data":[`;
    yield* valuesText(runs);
    yield ']}';
    separator = ',';
  }
  yield '},"children":{';
  separator = '';
  for (const [name, child] of sorted(children)) {
    yield `${separator}${JSON.stringify(name)}:`;
    yield* levelText(child, ending);
    separator = ',';
  }
  yield `},${ending}`;
}

function* valuesText(runs: readonly Series[]): Generator<string> {
  let next: number | undefined;
  for (const { start, step, values } of runs) {
    for (; next !== undefined && next < start; next += step) yield ',null';
    for (let at = 0; at < values.length; at += pieceLength) {
      const text = Array.from(values.subarray(at, at + pieceLength), floatText).join(',');
      yield next === undefined && at === 0 ? text : `,${text}`;
    }
    next = start + values.length * step;
  }
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
