import { Field, ObjectType } from 'type-graphql';
import { Int } from '../scalars/int.js';

@ObjectType('Accelerator', { simpleResolvers: true })
export class AcceleratorType {
  @Field(() => String)
  readonly id!: string;

  @Field(() => String)
  readonly type!: string;

  @Field(() => String)
  readonly model!: string;
}

@ObjectType('Topology', { simpleResolvers: true })
export class TopologyType {
  @Field(() => [Int], { nullable: true })
  readonly node!: readonly number[];

  @Field(() => [[Int]], { nullable: true })
  readonly socket!: readonly (readonly number[])[];

  @Field(() => [[Int]], { nullable: true })
  readonly memoryDomain!: readonly (readonly number[])[];

  @Field(() => [[Int]], { nullable: true })
  readonly die!: readonly (readonly number[])[] | undefined;

  @Field(() => [[Int]], { nullable: true })
  readonly core!: readonly (readonly number[])[];

  @Field(() => [AcceleratorType], { nullable: true })
  readonly accelerators!: readonly AcceleratorType[] | undefined;
}
