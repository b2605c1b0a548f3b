import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type ContainerType } from 'type-graphql';
import { ClustersResolver } from './clusters/clusters.resolver.js';
import { JobMetricsResolver } from './metrics/job-metrics.resolver.js';
import { JobsResolver } from './jobs/jobs.resolver.js';

export const resolvers = [ClustersResolver, JobsResolver, JobMetricsResolver] as const;

/** @param container gives the resolvers */
export function buildGraphqlSchema(container: ContainerType): GraphQLSchema {
  return buildSchemaSync({ resolvers: [...resolvers], container, validate: false });
}
