import { InvalidInputError, guards, readJson } from '@cc-kernel/core/plugin';
import type { Route } from '@cc-kernel/core/plugin';
import type { FreeSamples } from '@cc-kernel/core/use-cases';
import { documentLimit } from '../limits.js';
import { QueryParameters } from '../query/query-parameters.js';
import { parseInteger } from '../query/values.js';

/** Drops samples older than `?to=<Unix seconds>` below each level that the body names, such as `[["alex","a0903"]]`. */
export const freeSamplesRoutes = (freeSamples: Pick<FreeSamples, 'run'>): Route[] =>
  ['/api/free', '/api/free/'].map((path) => ({
    methods: ['POST'],
    path,
    guard: guards.metricStoreApi,
    bodyLimit: documentLimit,
    rate: 'api',
    async handle(context) {
      const to = new QueryParameters(context.http.querystring).first('to');
      if (!to) throw new InvalidInputError("'to' is a required query parameter");
      const before = parseInteger(to, 'invalid timestamp');
      const freed = await freeSamples.run(pathsOf(await readJson(context)), before, context.signal);
      context.http.type = 'text/plain; charset=utf-8';
      context.http.body = `buffers freed: ${freed}\n`;
    },
  }));

function pathsOf(document: unknown): readonly (readonly string[])[] {
  const paths: unknown = document ?? []; // null: none
  const isPath = (path: unknown): path is string[] =>
    Array.isArray(path) && path.every((name) => typeof name === 'string');
  if (Array.isArray(paths) && paths.every(isPath)) return paths;
  throw new InvalidInputError('the body has to be a list of selectors, each a list of names: [["cluster","host"]]');
}
