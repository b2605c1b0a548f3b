import { guards, type Route } from '@cc-kernel/core/plugin';
import type { GraphqlGate } from './gate/graphql-gate.js';

/** For everybody with an account; what each may see is up to the use cases. */
export function graphqlRoute(gate: Pick<GraphqlGate, 'handle'>, bodyLimit: number): Route {
  return {
    methods: ['POST'],
    path: '/query',
    guard: guards.page,
    bodyLimit,
    rate: 'ui',
    handle: (context) => gate.handle(context),
  };
}
