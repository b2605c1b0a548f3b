import type { HostHealth, HostHealthState } from '@cc-kernel/core/plugin';

/** One series of an answer. */
export interface Result {
  /** Why there is nothing. */
  readonly error: string | undefined;
  readonly data: Float64Array;
  /** 0: not told. */
  readonly resolution: number;
  readonly avg: number;
  readonly min: number;
  readonly max: number;
  /** Told by another cc-kernel where a row lacks some of its units. */
  readonly typeId: string | undefined;
}

export interface HostQuery {
  readonly metric: string;
  readonly host: string;
}

export interface QueryAnswer {
  /** Those that the store made for all of its hosts. */
  readonly queries: readonly HostQuery[];
  /** For each query its series. */
  readonly results: readonly (readonly Result[])[];
}

/** The text says what is wrong, and where. */
export class BadAnswer extends Error {}

/** The answer to `/api/query`. Throws `BadAnswer`. */
export function readQueryAnswer(document: unknown): QueryAnswer {
  const { queries, results } = object(document, 'the answer');
  return {
    queries: list(queries, 'queries').map((query, at) => {
      const { metric, host } = object(query, `queries[${at}]`);
      return { metric: text(metric, `queries[${at}].metric`), host: text(host, `queries[${at}].host`) };
    }),
    results: list(results, 'results').map((row, at) =>
      list(row, `results[${at}]`).map((result, column) => readResult(result, `results[${at}][${column}]`)),
    ),
  };
}

function readResult(document: unknown, place: string): Result {
  const { error, data, resolution, avg, min, max, 'type-id': typeId } = object(document, place);
  const step = number(resolution, `${place}.resolution`);
  if (!Number.isSafeInteger(step) || step < 0) throw new BadAnswer(`${place}.resolution is no number of seconds`);
  return {
    error: error === undefined || error === null ? undefined : text(error, `${place}.error`),
    data: samples(data, `${place}.data`),
    resolution: step,
    avg: number(avg, `${place}.avg`),
    min: number(min, `${place}.min`),
    max: number(max, `${place}.max`),
    typeId: typeId === undefined ? undefined : text(typeId, `${place}.type-id`),
  };
}

const states: readonly string[] = ['full', 'partial', 'failed'] satisfies readonly HostHealthState[];

/** The answer to `/api/healthcheck`; a host that the store does not know, which has no details, is left out. Throws `BadAnswer`. */
export function readHealthAnswer(document: unknown): ReadonlyMap<string, HostHealth> {
  return new Map(
    Object.entries(object(document, 'the answer')).flatMap(([host, health]) => {
      const { State: state, HealthMetrics: details } = object(health, host);
      if (!isState(state)) throw new BadAnswer(`${host}.State is none of ${states.join(', ')}`);
      const found = readDetails(details, `${host}.HealthMetrics`);
      return found ? [[host, { state, ...found }] as const] : [];
    }),
  );
}

function isState(value: unknown): value is HostHealthState {
  return typeof value === 'string' && states.includes(value);
}

/** A document in a text. */
function readDetails(value: unknown, place: string): Pick<HostHealth, 'degraded' | 'missing'> | undefined {
  const json = text(value ?? '', place);
  if (json === '') return undefined;
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (cause) {
    throw new BadAnswer(`${place} holds no JSON`, { cause });
  }
  const { degraded, missing } = object(document, place);
  const names = (each: unknown) => list(each, place).map((name) => text(name, place));
  return { degraded: names(degraded), missing: names(missing) };
}

/** `null` says that there is none, as Go programs write it. */
function object(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadAnswer(`${place} is no object`);
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown, place: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new BadAnswer(`${place} is no list`);
  return value;
}

function text(value: unknown, place: string): string {
  if (typeof value !== 'string') throw new BadAnswer(`${place} is no text`);
  return value;
}

/** 0 where it is left out, `NaN` where it is null. */
function number(value: unknown, place: string): number {
  if (value === undefined) return 0;
  if (value === null && !place.endsWith('.resolution')) return NaN;
  if (typeof value !== 'number') throw new BadAnswer(`${place} is no number`);
  return value;
}

function samples(value: unknown, place: string): Float64Array {
  const given = list(value, place);
  const values = new Float64Array(given.length);
  for (let i = 0; i < given.length; i++) {
    const one = given[i];
    if (one === null) values[i] = NaN;
    else if (typeof one === 'number') values[i] = one;
    else throw new BadAnswer(`${place}[${i}] is no number`);
  }
  return values;
}
