import { Field, ObjectType } from 'type-graphql';
import type { Unit } from '@cc-kernel/core/plugin';

@ObjectType('Unit', { simpleResolvers: true })
export class UnitType {
  @Field(() => String)
  readonly base!: string;

  @Field(() => String, { nullable: true })
  readonly prefix!: string;
}

/** An absent prefix is written as an empty one. */
export function unitNode({ base, prefix = '' }: Unit): UnitType {
  return { base, prefix };
}
