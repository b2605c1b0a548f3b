import 'reflect-metadata';
import { Type } from 'typebox';
import {
  ClusterCatalog,
  definePlugin,
  JobStore,
  MetricReader,
  Routes,
  Settings,
  token,
  UserStore,
} from '@cc-kernel/core/plugin';
import { buildGraphqlSchema, resolvers } from './build-schema.js';
import { GraphqlGate } from './gate/graphql-gate.js';
import { graphqlRoute } from './graphql.route.js';

const limit = (value: number, description: string) => Type.Integer({ minimum: 1, default: value, description });

const GraphqlConfig = Type.Object(
  {
    complexity: limit(5000, 'Most fields that one operation may select'),
    depth: limit(15, 'Most levels of fields that one operation may select'),
    tokens: limit(20_000, 'Longest query text, counted in words and signs'),
    points: limit(20_000_000, 'Most data points of metrics that one request may read'),
    rows: limit(100_000, 'Most rows of lists that one request may read'),
    bodyBytes: limit(1024 * 1024, 'Largest request'),
  },
  { additionalProperties: false },
);
type GraphqlConfig = Type.Static<typeof GraphqlConfig>;
const ConfigToken = token<GraphqlConfig>('graphql.Config');

export default definePlugin({
  id: 'graphql',
  version: '0.1.0',
  needs: [Routes, ClusterCatalog, JobStore, MetricReader, UserStore],
  config: GraphqlConfig,
  register(bind, config) {
    bind.value(ConfigToken, config);
    for (const resolver of resolvers) bind.singletonClass<unknown>(resolver);
  },
  start({ get, log }) {
    const config = get(ConfigToken);
    const made = new Map<unknown, unknown>(resolvers.map((resolver) => [resolver, get<unknown>(resolver)]));
    const schema = buildGraphqlSchema({ get: (resolver: unknown) => made.get(resolver) });
    // The playground of `-dev` needs introspection; elsewhere it is off, as with cc-backend.
    const gate = new GraphqlGate(schema, config, get(Settings).dev, log);
    get(Routes).add(graphqlRoute(gate, config.bodyBytes));
  },
});
