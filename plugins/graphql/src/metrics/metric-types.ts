import { Field, ObjectType } from 'type-graphql';
import type { MetricScope as Scope } from '@cc-kernel/core/plugin';
import { UnitType } from '../clusters/unit-type.js';
import type { FloatText } from '../gate/float-text.js';
import { Float } from '../scalars/float.js';
import { Int } from '../scalars/int.js';
import { NullableFloat } from '../scalars/nullable-float.js';
import { MetricScope } from '../scalars/word.js';

/** Made only when the field is selected. */
type Floats = () => readonly FloatText[];

@ObjectType('MetricStatistics', { simpleResolvers: true })
export class MetricStatisticsType {
  @Field(() => Float)
  readonly avg!: number;

  @Field(() => Float)
  readonly min!: number;

  @Field(() => Float)
  readonly max!: number;
}

@ObjectType('Series', { simpleResolvers: true })
export class SeriesType {
  @Field(() => String)
  readonly hostname!: string;

  @Field(() => String, { nullable: true })
  readonly id!: string | undefined;

  @Field(() => MetricStatisticsType, { nullable: true })
  readonly statistics!: MetricStatisticsType | undefined;

  @Field(() => [NullableFloat])
  readonly data!: Floats;
}

@ObjectType('StatsSeries', { simpleResolvers: true })
export class StatsSeriesType {
  @Field(() => [NullableFloat])
  readonly mean!: Floats;

  @Field(() => [NullableFloat])
  readonly median!: Floats;

  @Field(() => [NullableFloat])
  readonly min!: Floats;

  @Field(() => [NullableFloat])
  readonly max!: Floats;
}

@ObjectType('JobMetric', { simpleResolvers: true })
export class JobMetricType {
  @Field(() => UnitType, { nullable: true })
  readonly unit!: UnitType;

  @Field(() => Int)
  readonly timestep!: number;

  @Field(() => [SeriesType], { nullable: true })
  readonly series!: readonly SeriesType[];

  @Field(() => StatsSeriesType, { nullable: true })
  readonly statisticsSeries!: StatsSeriesType | undefined;
}

@ObjectType('JobMetricWithName', { simpleResolvers: true })
export class JobMetricWithNameType {
  @Field(() => String)
  readonly name!: string;

  @Field(() => MetricScope)
  readonly scope!: Scope;

  @Field(() => JobMetricType)
  readonly metric!: JobMetricType;
}
