import { InvalidInputError, guards, jsonText, sendJsonPieces } from '@cc-kernel/core/plugin';
import type { Route } from '@cc-kernel/core/plugin';
import type { ChunkDescription, DescribeStore, LevelDescription } from '@cc-kernel/core/use-cases';
import { QueryParameters } from '../query/query-parameters.js';

/**
 * What the store holds below `?selector=<cluster>:<host>:…`, or at all. A level whose name holds a colon, as those of accelerators do, is
 * named with one `selector` for each level, or with a list in JSON.
 */
export const describeStoreRoutes = (describeStore: Pick<DescribeStore, 'run'>): Route[] =>
  ['/api/debug', '/api/debug/'].map((path) => ({
    methods: ['GET'],
    path,
    guard: guards.metricStoreApi,
    bodyLimit: 0,
    rate: 'api',
    async handle(context) {
      const path = pathOf(new QueryParameters(context.http.querystring).all('selector'));
      const data = await describeStore.run(path, context.signal);
      sendJsonPieces(context, 200, storePieces(data));
    },
  }));

function* storePieces(data: LevelDescription): Generator<string> {
  yield '{"data":';
  yield* levelPieces(data);
  yield '}';
}

function* levelPieces(level: LevelDescription): Generator<string> {
  let mark = '{';
  for (const [name, below] of Object.entries(level)) {
    yield `${mark}${jsonText(name)}:`;
    if (isChunks(below)) yield jsonText(below);
    else yield* levelPieces(below);
    mark = ',';
  }
  yield mark === '{' ? '{}' : '}';
}

function isChunks(below: LevelDescription[string]): below is readonly ChunkDescription[] {
  return Array.isArray(below);
}

function pathOf(selectors: readonly string[]): readonly string[] {
  const [first = '', ...others] = selectors;
  if (others.length > 0) return selectors;
  if (first === '') return [];
  return first.startsWith('[') ? listIn(first) : first.split(':');
}

function listIn(text: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every((name) => typeof name === 'string')) return list;
  } catch {
    // said below
  }
  throw new InvalidInputError(`selector: ${text} is no list of names in JSON`);
}
