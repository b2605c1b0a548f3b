import { InvalidInputError } from '../../errors/index.js';

/** One metric of one host, or of units of it. */
export interface MetricQuery {
  readonly metric: string;
  readonly host: string;
  readonly type?: string;
  readonly typeIds?: readonly string[];
  readonly subType?: string;
  readonly subTypeIds?: readonly string[];
  /** All units as one series. */
  readonly aggregate: boolean;
  /** Wanted seconds between samples; 0: as measured. */
  readonly resolution: number;
  /** 0: off. */
  readonly scaleBy: number;
}

export interface QueryRequest {
  readonly cluster: string;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly withStats: boolean;
  readonly withData: boolean;
  /** Gaps in front, up to `from`. */
  readonly withPadding: boolean;
  readonly queries: readonly MetricQuery[];
  /** Metrics to query for every host of the cluster. */
  readonly forAllNodes?: readonly string[];
}

/** The JSON of cc-metric-store's query protocol, with its defaults. Keys in any case; unknown ones are ignored, as the original does. */
export function parseQueryRequest(document: unknown): QueryRequest {
  const fields = new Fields(document ?? {}, 'query');
  const forAllNodes = fields.texts('for-all-nodes');
  return {
    cluster: fields.text('cluster') ?? '',
    from: fields.time('from') ?? 0,
    to: fields.time('to') ?? 0,
    withStats: fields.flag('with-stats') ?? true,
    withData: fields.flag('with-data') ?? true,
    withPadding: fields.flag('with-padding') ?? true,
    queries: fields.list('queries')?.map((query, at) => parseQuery(query, `queries[${at}]`)) ?? [],
    ...(forAllNodes ? { forAllNodes } : {}),
  };
}

function parseQuery(document: unknown, place: string): MetricQuery {
  const fields = new Fields(document ?? {}, place);
  const type = fields.text('type');
  const typeIds = fields.texts('type-ids');
  const subType = fields.text('subtype');
  const subTypeIds = fields.texts('subtype-ids');
  return {
    metric: fields.text('metric') ?? '',
    host: fields.text('host') ?? '',
    ...(type === undefined ? {} : { type }),
    ...(typeIds ? { typeIds } : {}),
    ...(subType === undefined ? {} : { subType }),
    ...(subTypeIds ? { subTypeIds } : {}),
    aggregate: fields.flag('aggreg') ?? false,
    resolution: fields.integer('resolution') ?? 0,
    scaleBy: fields.number('scale-by') ?? 0,
  };
}

/** Members of an object by lower-case name, with their types checked; `null` is absent. */
class Fields {
  private readonly members: ReadonlyMap<string, unknown>;

  constructor(
    document: unknown,
    private readonly place: string,
  ) {
    if (typeof document !== 'object' || document === null || Array.isArray(document)) {
      throw new InvalidInputError(`${place} has to be an object`);
    }
    this.members = new Map(Object.entries(document).map(([name, value]) => [name.toLowerCase(), value]));
  }

  text(name: string): string | undefined {
    return this.take(name, (value) => typeof value === 'string', 'a text');
  }

  flag(name: string): boolean | undefined {
    return this.take(name, (value) => typeof value === 'boolean', 'true or false');
  }

  number(name: string): number | undefined {
    return this.take(name, (value) => typeof value === 'number', 'a number');
  }

  integer(name: string): number | undefined {
    return this.take(name, (value): value is number => Number.isSafeInteger(value), 'a whole number');
  }

  /** Of 64 bits; beyond 2^53 the nearest double does, there is no sample near. */
  time(name: string): number | undefined {
    const isTime = (value: unknown): value is number => Number.isInteger(value) && Math.abs(Number(value)) <= 2 ** 63;
    return this.take(name, isTime, 'a whole number of at most 64 bits');
  }

  list(name: string): readonly unknown[] | undefined {
    return this.take(name, (value): value is unknown[] => Array.isArray(value), 'a list');
  }

  texts(name: string): readonly string[] | undefined {
    const areTexts = (value: unknown): value is string[] =>
      Array.isArray(value) && value.every((each) => typeof each === 'string');
    return this.take(name, areTexts, 'a list of texts');
  }

  private take<T>(name: string, fits: (value: unknown) => value is T, wanted: string): T | undefined {
    const value = this.members.get(name);
    if (value === undefined || value === null) return undefined;
    if (fits(value)) return value;
    throw new InvalidInputError(`${this.place}: ${name} has to be ${wanted}`);
  }
}
