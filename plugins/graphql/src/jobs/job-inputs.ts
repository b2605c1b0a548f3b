import { Field, InputType, registerEnumType } from 'type-graphql';
import type { JobState as State } from '@cc-kernel/core/plugin';
import { Float } from '../scalars/float.js';
import { Id } from '../scalars/id.js';
import { Int } from '../scalars/int.js';
import { Time } from '../scalars/time.js';
import { JobState } from '../scalars/word.js';

/** What an optional input may be: null says the same as absent. */
export type Given<T> = T | null | undefined;

export const SortDirection = { DESC: 'DESC', ASC: 'ASC' } as const;
export type SortDirection = keyof typeof SortDirection;
registerEnumType(SortDirection, { name: 'SortDirectionEnum' });

@InputType()
export class StringInput {
  @Field(() => String, { nullable: true })
  readonly eq?: Given<string>;

  @Field(() => String, { nullable: true })
  readonly neq?: Given<string>;

  @Field(() => String, { nullable: true })
  readonly contains?: Given<string>;

  @Field(() => String, { nullable: true })
  readonly startsWith?: Given<string>;

  @Field(() => String, { nullable: true })
  readonly endsWith?: Given<string>;

  @Field(() => [String], { nullable: true })
  readonly in?: Given<string[]>;
}

@InputType()
export class IntRange {
  @Field(() => Int)
  readonly from!: number;

  @Field(() => Int)
  readonly to!: number;
}

@InputType()
export class FloatRange {
  @Field(() => Float)
  readonly from!: number;

  @Field(() => Float)
  readonly to!: number;
}

@InputType()
export class TimeRange {
  @Field(() => String, { nullable: true })
  readonly range?: Given<string>;

  @Field(() => Time, { nullable: true })
  readonly from?: Given<number>;

  @Field(() => Time, { nullable: true })
  readonly to?: Given<number>;
}

@InputType()
export class MetricStatItem {
  /** Key of the footprint, e.g. `mem_used_max`. */
  @Field(() => String)
  readonly metricName!: string;

  @Field(() => FloatRange)
  readonly range!: FloatRange;
}

@InputType('JobFilter')
export class JobFilterInput {
  @Field(() => [Id], { nullable: true })
  readonly tags?: Given<string[]>;

  @Field(() => [Id], { nullable: true })
  readonly dbId?: Given<string[]>;

  @Field(() => StringInput, { nullable: true })
  readonly jobId?: Given<StringInput>;

  @Field(() => Int, { nullable: true })
  readonly arrayJobId?: Given<number>;

  @Field(() => StringInput, { nullable: true })
  readonly user?: Given<StringInput>;

  @Field(() => StringInput, { nullable: true })
  readonly project?: Given<StringInput>;

  @Field(() => StringInput, { nullable: true })
  readonly jobName?: Given<StringInput>;

  @Field(() => StringInput, { nullable: true })
  readonly cluster?: Given<StringInput>;

  @Field(() => StringInput, { nullable: true })
  readonly subCluster?: Given<StringInput>;

  @Field(() => StringInput, { nullable: true })
  readonly partition?: Given<StringInput>;

  @Field(() => IntRange, { nullable: true })
  readonly duration?: Given<IntRange>;

  @Field(() => FloatRange, { nullable: true })
  readonly energy?: Given<FloatRange>;

  @Field(() => IntRange, { nullable: true })
  readonly numNodes?: Given<IntRange>;

  @Field(() => IntRange, { nullable: true })
  readonly numAccelerators?: Given<IntRange>;

  @Field(() => IntRange, { nullable: true })
  readonly numHWThreads?: Given<IntRange>;

  @Field(() => TimeRange, { nullable: true })
  readonly startTime?: Given<TimeRange>;

  @Field(() => [JobState], { nullable: true })
  readonly state?: Given<State[]>;

  @Field(() => [MetricStatItem], { nullable: true })
  readonly metricStats?: Given<MetricStatItem[]>;

  @Field(() => String, { nullable: true })
  readonly shared?: Given<string>;

  @Field(() => String, { nullable: true })
  readonly schedule?: Given<string>;

  @Field(() => StringInput, { nullable: true })
  readonly node?: Given<StringInput>;
}

@InputType()
export class PageRequest {
  /** −1: all rows. */
  @Field(() => Int)
  readonly itemsPerPage!: number;

  @Field(() => Int)
  readonly page!: number;
}

@InputType()
export class OrderByInput {
  @Field(() => String)
  readonly field!: string;

  /** `col`: a field of `Job`; anything else: a key of the footprint. */
  @Field(() => String)
  readonly type!: string;

  @Field(() => SortDirection, { defaultValue: SortDirection.ASC })
  readonly order!: SortDirection;
}
