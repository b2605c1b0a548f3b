import { Field, ObjectType } from 'type-graphql';
import type { MetricScope as Scope } from '@cc-kernel/core/plugin';
import { Float } from '../scalars/float.js';
import { Int } from '../scalars/int.js';
import { MetricScope } from '../scalars/word.js';
import { UnitType } from './unit-type.js';

@ObjectType('SubClusterConfig', { simpleResolvers: true })
export class SubClusterConfigType {
  @Field(() => String)
  readonly name!: string;

  @Field(() => Float, { nullable: true })
  readonly peak!: number;

  @Field(() => Float, { nullable: true })
  readonly normal!: number;

  @Field(() => Float, { nullable: true })
  readonly caution!: number;

  @Field(() => Float, { nullable: true })
  readonly alert!: number;

  @Field(() => Boolean, { nullable: true })
  readonly remove!: boolean;
}

@ObjectType('MetricConfig', { simpleResolvers: true })
export class MetricConfigType {
  @Field(() => String)
  readonly name!: string;

  @Field(() => UnitType)
  readonly unit!: UnitType;

  @Field(() => MetricScope)
  readonly scope!: Scope;

  @Field(() => String)
  readonly aggregation!: string;

  @Field(() => Int)
  readonly timestep!: number;

  @Field(() => Float)
  readonly peak!: number;

  @Field(() => Float, { nullable: true })
  readonly normal!: number;

  @Field(() => Float)
  readonly caution!: number;

  @Field(() => Float)
  readonly alert!: number;

  @Field(() => Boolean, { nullable: true })
  readonly lowerIsBetter!: boolean;

  @Field(() => [SubClusterConfigType])
  readonly subClusters!: readonly SubClusterConfigType[];
}
