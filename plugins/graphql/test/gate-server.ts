import { buildSchema, type GraphQLSchema } from 'graphql';
import type { Identity } from '@cc-kernel/core/plugin';
import { listeningLogger, openSite } from '../../../core/test/http/http-harness.js';
import { GraphqlGate, type GateLimits } from '../src/gate/graphql-gate.js';
import { graphqlRoute } from '../src/graphql.route.js';

const limits: GateLimits = { complexity: 5000, depth: 15, tokens: 20_000, points: 1000, rows: 100 };

export interface GateOptions {
  readonly limits?: Partial<GateLimits>;
  readonly introspection?: boolean;
  readonly bodyLimit?: number;
  readonly identity?: Identity;
}

/** The gate in front of any schema, behind the real HTTP room. */
export async function openGate(schema: GraphQLSchema, options: GateOptions = {}) {
  const log = listeningLogger();
  const gate = new GraphqlGate(schema, { ...limits, ...options.limits }, options.introspection ?? false, log);
  const route = graphqlRoute(gate, options.bodyLimit ?? 1024 * 1024);
  const site = await openSite([route], options.identity ? { identity: options.identity } : {});
  const post = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    site.fetch('/query', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-auth-token': 'alice:user', ...headers },
    });
  return {
    site,
    log,
    post,
    /** Status and body of an ordinary request. */
    ask: async (query: string, variables?: Readonly<Record<string, unknown>>, who = 'alice:user') => {
      const answer = await post(JSON.stringify({ query, variables }), { 'x-auth-token': who });
      return { status: answer.status, body: JSON.parse(await answer.text()) as GraphqlAnswer };
    },
    close: () => site.close(),
  };
}

export interface GraphqlAnswer {
  readonly data: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions?: { readonly code: string };
  }[];
}

/** A schema from its text, with resolvers of the root fields. */
export function schemaOf(
  text: string,
  resolvers: Readonly<Record<string, (...needs: never[]) => unknown>>,
): GraphQLSchema {
  const schema = buildSchema(text);
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const resolve = resolvers[field.name];
      if (resolve) field.resolve = resolve as never;
    }
  }
  return schema;
}
