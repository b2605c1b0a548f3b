import { GraphQLError, GraphQLScalarType, Kind, print } from 'graphql';
import { JOB_STATES, METRIC_SCOPES, type JobState as State, type MetricScope as Scope } from '@cc-kernel/core/plugin';

/** One of some words, which query text may write with or without quotes: `state: [running]`. */
function wordScalar<Word extends string>(name: string, words: readonly Word[]): GraphQLScalarType<Word, Word> {
  const read = (value: unknown, shown: string): Word => {
    const word = words.find((one) => one === value);
    if (word !== undefined) return word;
    throw new GraphQLError(`${name} must be one of ${words.join(', ')}, not ${shown}`);
  };
  return new GraphQLScalarType<Word, Word>({
    name,
    serialize: (value) => read(value, String(value)),
    parseValue: (value) => read(value, JSON.stringify(value)),
    parseLiteral: (node) =>
      read(node.kind === Kind.STRING || node.kind === Kind.ENUM ? node.value : undefined, print(node)),
  });
}

export const MetricScope = wordScalar<Scope>('MetricScope', METRIC_SCOPES);
export const JobState = wordScalar<State>('JobState', JOB_STATES);
