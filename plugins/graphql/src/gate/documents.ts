import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { queryCosts, type QueryCost } from './query-cost.js';
import { refused } from './refused.js';

export type CheckedDocument =
  | { readonly document: DocumentNode; readonly costs: ReadonlyMap<OperationDefinitionNode, QueryCost> }
  | { readonly errors: readonly GraphQLError[] };

export interface DocumentLimits {
  /** Documents in the cache. */
  readonly kept: number;
  /** Longer query texts are not kept; characters. */
  readonly keptLength: number;
  readonly tokens: number;
}

/** Parsed and validated query texts, the most recently used kept. */
export class Documents {
  private readonly known = new Map<string, CheckedDocument>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly introspection: boolean,
    private readonly limits: DocumentLimits,
  ) {}

  find(source: string): CheckedDocument {
    const known = this.known.get(source);
    if (known !== undefined) this.known.delete(source); // to come back as the youngest
    const checked = known ?? this.check(source);
    if (source.length <= this.limits.keptLength) this.known.set(source, checked);
    if (this.known.size > this.limits.kept) this.known.delete(this.known.keys().next().value ?? '');
    return checked;
  }

  private check(source: string): CheckedDocument {
    try {
      const document = parse(source, { maxTokens: this.limits.tokens });
      const rules = this.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
      const errors = validate(this.schema, document, rules, { maxErrors: 20 });
      if (errors.length === 0) return { document, costs: queryCosts(document) };
      return { errors: errors.map((error) => this.explain(error)) };
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [refused('GRAPHQL_PARSE_FAILED', error.message, error)] };
      // The parser descends by calling itself.
      if (error instanceof RangeError)
        return { errors: [refused('GRAPHQL_PARSE_FAILED', 'the query is nested too deeply')] };
      throw error;
    }
  }

  private explain(error: GraphQLError): GraphQLError {
    if (error.message.startsWith('GraphQL introspection has been disabled')) {
      return refused('GRAPHQL_VALIDATION_FAILED', 'introspection disabled', error);
    }
    if (error.message === 'Validation aborted.') {
      return refused('GRAPHQL_VALIDATION_FAILED', 'the query repeats fields or fragments too often to be checked');
    }
    return refused('GRAPHQL_VALIDATION_FAILED', error.message, error);
  }
}
