import type { LevelSnapshot, Series } from '../../../domain/node-metrics.js';
import { ByteReader } from './byte-reader.js';
import { grownFloats } from './grown-floats.js';

export interface ParsedCheckpoint {
  /** `undefined`: the file does not say. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly root: LevelSnapshot;
}

/** The tree has three levels below a cluster; more are no checkpoint of ours. */
const deepest = 8;

/**
 * Reads a checkpoint: any JSON of the shape, whatever the order of its keys; unknown keys are passed over. Pauses (yields) now and then,
 * so that the caller can let others work. Throws `CorruptDataError`.
 */
export function* parseCheckpoint(bytes: Buffer): Generator<void, ParsedCheckpoint> {
  const reader = new ByteReader(bytes);
  const parsed = yield* parseLevel(reader, 0);
  if (!reader.isAtEnd) reader.fail('nothing more expected');
  return parsed;
}

function* parseLevel(reader: ByteReader, depth: number): Generator<void, ParsedCheckpoint> {
  if (depth > deepest) reader.fail('levels nested too deeply');
  let metrics: ReadonlyMap<string, readonly Series[]> = new Map();
  let children: ReadonlyMap<string, LevelSnapshot> = new Map();
  let from: number | undefined;
  let to: number | undefined;
  for (const key of keysOf(reader)) {
    if (key === 'metrics') metrics = yield* parseMetrics(reader);
    else if (key === 'children') children = yield* parseChildren(reader, depth);
    else if (key === 'from') from = reader.number();
    else if (key === 'to') to = reader.number();
    else reader.skipValue();
  }
  return { from, to, root: { metrics, children } };
}

function* parseChildren(reader: ByteReader, depth: number): Generator<void, ReadonlyMap<string, LevelSnapshot>> {
  const children = new Map<string, LevelSnapshot>();
  if (takeNull(reader)) return children;
  for (const name of keysOf(reader))
    if (!takeNull(reader)) children.set(name, (yield* parseLevel(reader, depth + 1)).root);
  return children;
}

function* parseMetrics(reader: ByteReader): Generator<void, ReadonlyMap<string, readonly Series[]>> {
  const metrics = new Map<string, readonly Series[]>();
  if (takeNull(reader)) return metrics;
  for (const name of keysOf(reader)) {
    if (takeNull(reader)) continue; // as good as an empty one
    const series = yield* parseSeries(reader);
    if (series) metrics.set(name, [series]);
    yield;
  }
  return metrics;
}

/** `undefined`: no values. */
function* parseSeries(reader: ByteReader): Generator<void, Series | undefined> {
  let step: number | undefined;
  let start: number | undefined;
  let values = new Float32Array(0);
  for (const key of keysOf(reader)) {
    if (key === 'frequency') step = reader.number();
    else if (key === 'start') start = reader.number();
    else if (key === 'data') values = yield* parseValues(reader);
    else reader.skipValue();
  }
  if (values.length === 0) return undefined;
  if (step === undefined || !Number.isSafeInteger(step) || step <= 0)
    reader.fail('a frequency of whole seconds expected');
  if (start === undefined || !Number.isSafeInteger(start)) reader.fail('a start in whole seconds expected');
  return { step, start, values };
}

function* parseValues(reader: ByteReader): Generator<void, Float32Array<ArrayBuffer>> {
  let values = new Float32Array(256);
  let count = 0;
  if (takeNull(reader)) return new Float32Array(0);
  reader.expect('[');
  if (reader.take(']')) return new Float32Array(0);
  do {
    if (count === values.length) values = grownFloats(values);
    values[count++] = takeNull(reader) ? NaN : reader.number();
    if (count % 8192 === 0) yield;
  } while (reader.take(','));
  reader.expect(']');
  return values.slice(0, count);
}

function* keysOf(reader: ByteReader): Generator<string> {
  reader.expect('{');
  if (reader.take('}')) return;
  do {
    const key = reader.string();
    reader.expect(':');
    yield key;
  } while (reader.take(','));
  reader.expect('}');
}

function takeNull(reader: ByteReader): boolean {
  if (reader.peek() !== 'n') return false;
  reader.expect('null');
  return true;
}
