import { Field, ObjectType } from 'type-graphql';
import type { MetricScope as Scope } from '@cc-kernel/core/plugin';
import { Float } from '../scalars/float.js';
import { Int } from '../scalars/int.js';
import { MetricScope } from '../scalars/word.js';
import { MetricConfigType } from './metric-config-types.js';
import { TopologyType } from './topology-types.js';
import { UnitType } from './unit-type.js';

@ObjectType('MetricValue', { simpleResolvers: true })
export class MetricValueType {
  @Field(() => String, { nullable: true })
  readonly name?: string;

  @Field(() => UnitType)
  readonly unit!: UnitType;

  @Field(() => Float)
  readonly value!: number;
}

@ObjectType('SubCluster', { simpleResolvers: true })
export class SubClusterType {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly nodes!: string;

  @Field(() => Int)
  readonly numberOfNodes!: number;

  @Field(() => String)
  readonly processorType!: string;

  @Field(() => Int)
  readonly socketsPerNode!: number;

  @Field(() => Int)
  readonly coresPerSocket!: number;

  @Field(() => Int)
  readonly threadsPerCore!: number;

  @Field(() => MetricValueType)
  readonly flopRateScalar!: MetricValueType;

  @Field(() => MetricValueType)
  readonly flopRateSimd!: MetricValueType;

  @Field(() => MetricValueType)
  readonly memoryBandwidth!: MetricValueType;

  @Field(() => TopologyType)
  readonly topology!: TopologyType;

  @Field(() => [MetricConfigType])
  readonly metricConfig!: readonly MetricConfigType[];

  @Field(() => [String])
  readonly footprint!: readonly string[];
}

@ObjectType('Cluster', { simpleResolvers: true })
export class ClusterType {
  @Field(() => String)
  readonly name!: string;

  @Field(() => [String])
  readonly partitions!: () => Promise<readonly string[]>;

  @Field(() => [SubClusterType])
  readonly subClusters!: readonly SubClusterType[];
}

@ObjectType('ClusterSupport', { simpleResolvers: true })
export class ClusterSupportType {
  @Field(() => String)
  readonly cluster!: string;

  @Field(() => [String])
  readonly subClusters!: readonly string[];
}

@ObjectType('GlobalMetricListItem', { simpleResolvers: true })
export class GlobalMetricType {
  @Field(() => String)
  readonly name!: string;

  @Field(() => UnitType)
  readonly unit!: UnitType;

  @Field(() => MetricScope)
  readonly scope!: Scope;

  @Field(() => String, { nullable: true })
  readonly footprint!: string;

  @Field(() => [ClusterSupportType])
  readonly availability!: readonly ClusterSupportType[];
}
