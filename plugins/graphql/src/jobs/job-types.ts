import { Field, ObjectType } from 'type-graphql';
import type { JobMetaData, JobState as State } from '@cc-kernel/core/plugin';
import { Any } from '../scalars/any.js';
import { Float } from '../scalars/float.js';
import { Id } from '../scalars/id.js';
import { Int } from '../scalars/int.js';
import { Time } from '../scalars/time.js';
import { JobState } from '../scalars/word.js';

@ObjectType('Tag', { simpleResolvers: true })
export class TagType {
  /** A number on the wire. */
  @Field(() => Id)
  readonly id!: number;

  @Field(() => String)
  readonly type!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly scope!: string;
}

@ObjectType('Resource', { simpleResolvers: true })
export class ResourceType {
  @Field(() => String)
  readonly hostname!: string;

  @Field(() => [Int], { nullable: true })
  readonly hwthreads!: readonly number[] | undefined;

  @Field(() => [String], { nullable: true })
  readonly accelerators!: readonly string[] | undefined;

  @Field(() => String, { nullable: true })
  readonly configuration!: string;
}

@ObjectType('JobLink', { simpleResolvers: true })
export class JobLinkType {
  /** Text on the wire, other than `Job.id`. */
  @Field(() => Id)
  readonly id!: string;

  @Field(() => Int)
  readonly jobId!: number;
}

@ObjectType('JobLinkResultList', { simpleResolvers: true })
export class JobLinkResultListType {
  /** To append to the address of the job list. */
  @Field(() => String, { nullable: true })
  readonly listQuery!: string;

  @Field(() => [JobLinkType])
  readonly items!: readonly JobLinkType[];

  @Field(() => Int, { nullable: true })
  readonly count!: number;
}

@ObjectType('FootprintValue', { simpleResolvers: true })
export class FootprintValueType {
  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly stat!: string;

  @Field(() => Float)
  readonly value!: number;
}

@ObjectType('EnergyFootprintValue', { simpleResolvers: true })
export class EnergyFootprintValueType {
  @Field(() => String)
  readonly hardware!: string;

  @Field(() => String)
  readonly metric!: string;

  /** kWh. */
  @Field(() => Float)
  readonly value!: number;
}

@ObjectType('User', { simpleResolvers: true })
export class UserType {
  @Field(() => String)
  readonly username!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly email!: string;
}

@ObjectType('Job', { simpleResolvers: true })
export class JobType {
  /** A number on the wire. */
  @Field(() => Id)
  readonly id!: number;

  @Field(() => Int)
  readonly jobId!: number;

  @Field(() => String)
  readonly user!: string;

  @Field(() => String)
  readonly project!: string;

  @Field(() => String)
  readonly cluster!: string;

  @Field(() => String)
  readonly subCluster!: string;

  @Field(() => Time)
  readonly startTime!: number;

  @Field(() => Int)
  readonly duration!: number;

  @Field(() => Int)
  readonly walltime!: number;

  @Field(() => Int)
  readonly numNodes!: number;

  @Field(() => Int)
  readonly numHWThreads!: number;

  @Field(() => Int)
  readonly numAcc!: number;

  /** kWh. */
  @Field(() => Float)
  readonly energy!: number;

  @Field(() => Int)
  readonly SMT!: number;

  @Field(() => String)
  readonly shared!: string;

  @Field(() => String)
  readonly partition!: string;

  @Field(() => Int)
  readonly arrayJobId!: number;

  @Field(() => Int)
  readonly monitoringStatus!: number;

  @Field(() => JobState)
  readonly state!: State;

  @Field(() => [TagType])
  readonly tags!: readonly TagType[];

  @Field(() => [ResourceType])
  readonly resources!: readonly ResourceType[];

  @Field(() => JobLinkResultListType, { nullable: true })
  readonly concurrentJobs!: () => Promise<JobLinkResultListType | undefined>;

  @Field(() => [FootprintValueType], { nullable: 'itemsAndList' })
  readonly footprint!: readonly FootprintValueType[];

  @Field(() => [EnergyFootprintValueType], { nullable: 'itemsAndList' })
  readonly energyFootprint!: readonly EnergyFootprintValueType[];

  @Field(() => Any, { nullable: true })
  readonly metaData!: JobMetaData | undefined;

  @Field(() => UserType, { nullable: true })
  readonly userData!: () => Promise<UserType | undefined>;
}

@ObjectType('JobResultList', { simpleResolvers: true })
export class JobResultListType {
  @Field(() => [JobType])
  readonly items!: () => Promise<readonly JobType[]>;

  /** Always null, as with cc-backend. */
  @Field(() => Int, { nullable: true })
  readonly offset?: number;

  @Field(() => Int, { nullable: true })
  readonly limit?: number;

  @Field(() => Int, { nullable: true })
  readonly count!: () => Promise<number>;

  @Field(() => Boolean, { nullable: true })
  readonly hasNextPage!: () => Promise<boolean>;
}
