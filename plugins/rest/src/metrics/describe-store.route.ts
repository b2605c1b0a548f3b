import { InvalidInputError, guards, sendJson } from '@cc-kernel/core/plugin';
import type { Route } from '@cc-kernel/core/plugin';
import type { DescribeStore } from '@cc-kernel/core/use-cases';
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
      sendJson(context, 200, { data });
    },
  }));

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
