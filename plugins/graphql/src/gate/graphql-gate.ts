import { randomBytes } from 'node:crypto';
import { execute, getOperationAST, GraphQLError, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { isCockpitError, type Logger, type RouteContext } from '@cc-kernel/core/plugin';
import { AnswerMemory } from './answer-memory.js';
import { answerType, graphqlJson, mediaType, plainJson } from './answer-type.js';
import { parseAsked, Refusal, type Asked } from './asked.js';
import { Budget } from './budget.js';
import { Documents } from './documents.js';
import { publicError } from './public-error.js';
import { AnswerText } from './float-text.js';
import { readBytes } from './read-bytes.js';
import { refused } from './refused.js';
import type { RequestScope } from './request-scope.js';
import { untilAborted } from './until-aborted.js';
import { checkVariables } from './variables.js';
import { WorkQueue } from './work-queue.js';

export interface GateLimits {
  readonly complexity: number;
  readonly depth: number;
  readonly tokens: number;
  /** Data points that one request may read. */
  readonly points: number;
  /** Rows of lists that one request may read. */
  readonly rows: number;
}

/** Pieces of one request that read at the same time. */
const atOnce = 2;

/** Executed, or refused with errors only. */
interface Outcome {
  readonly status: number;
  readonly result: ExecutionResult;
}

/** GraphQL over HTTP: `POST` with JSON in, JSON out. Long float lists go out as bytes, see `AnswerText`. */
export class GraphqlGate {
  private readonly documents: Documents;
  private readonly mark = randomBytes(16).toString('hex');
  private readonly memory = new AnswerMemory();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly limits: GateLimits,
    introspection: boolean,
    private readonly log: Logger,
  ) {
    this.documents = new Documents(schema, introspection, { kept: 500, keptLength: 20_000, tokens: limits.tokens });
  }

  async handle(context: RouteContext): Promise<void> {
    const { http, signal } = context;
    const type = answerType(http.get('Accept'));
    const answer = new AnswerText(this.mark, this.memory);
    http.res.once('close', () => answer.release()); // the last byte is with the system, or will never be
    const send = async ({ status, result }: Outcome): Promise<void> => {
      const body = await answer.render({ ...(result.errors && { errors: result.errors }), data: result.data ?? null });
      http.status = status;
      http.body = body;
      http.set('Content-Type', `${type}; charset=utf-8`);
    };
    try {
      if (mediaType(http.get('Content-Type')) !== plainJson)
        throw new Refusal(415, `the content type must be ${plainJson}`);
      const asked = parseAsked(await readBytes(context));
      const outcome = await this.answer(asked, context, answer, type === graphqlJson ? 400 : 422);
      await send(outcome);
    } catch (error) {
      if (error instanceof Refusal) {
        await send({ status: error.status, result: { errors: [new GraphQLError(error.message)] } });
      } else if (isCockpitError(error) && error === signal.reason && !http.res.closed) {
        // The deadline passed and somebody still waits.
        await send({
          status: 503,
          result: { errors: [new GraphQLError(error.message, { extensions: { code: error.code } })] },
        });
      } else {
        throw error;
      }
    }
  }

  private async answer(asked: Asked, context: RouteContext, answer: AnswerText, invalid: number): Promise<Outcome> {
    const refuse = (status: number, ...errors: readonly GraphQLError[]): Outcome => ({ status, result: { errors } });
    const nothingToDo = refused('GRAPHQL_VALIDATION_FAILED', 'no operation provided');
    if (asked.query === undefined) return refuse(invalid, nothingToDo);

    const checked = this.documents.find(asked.query);
    if ('errors' in checked) return refuse(invalid, ...checked.errors);
    if (checked.costs.size === 0) return refuse(invalid, nothingToDo);
    const operation = getOperationAST(checked.document, asked.operationName);
    if (!operation) {
      return refuse(invalid, refused('GRAPHQL_VALIDATION_FAILED', `operation ${asked.operationName ?? ''} not found`));
    }

    const { complexity = 0, depth = 0 } = checked.costs.get(operation) ?? {};
    if (complexity > this.limits.complexity) {
      const text = `operation has complexity ${complexity}, which exceeds the limit of ${this.limits.complexity}`;
      return refuse(200, refused('COMPLEXITY_LIMIT_EXCEEDED', text));
    }
    if (depth > this.limits.depth) {
      const text = `operation is nested ${depth} levels deep, which exceeds the limit of ${this.limits.depth}`;
      return refuse(200, refused('DEPTH_LIMIT_EXCEEDED', text));
    }

    const variables = checkVariables(this.schema, operation, asked.variables);
    if ('errors' in variables) return refuse(invalid, ...variables.errors);

    const result = await untilAborted(context.signal, () =>
      execute({
        schema: this.schema,
        document: checked.document,
        operationName: asked.operationName ?? null,
        variableValues: variables.values,
        contextValue: this.scopeOf(context, answer),
      }),
    );
    const errors = result.errors?.map((error) => this.publish(error, context));
    return { status: 200, result: { ...(errors && { errors }), data: result.data ?? null } };
  }

  private scopeOf({ principal, signal }: RouteContext, answer: AnswerText): RequestScope {
    if (principal === undefined) throw new Error('the route of the GraphQL gate let a request without principal pass');
    const { points, rows } = this.limits;
    return {
      principal,
      signal,
      answer,
      queue: new WorkQueue(atOnce, signal),
      points: new Budget(points, 'data points', 'ask for fewer metrics, a coarser scope or a larger resolution'),
      rows: new Budget(rows, 'rows', 'ask for a page, or filter more'),
      users: new Map(),
    };
  }

  private publish(error: GraphQLError, { requestId }: RouteContext): GraphQLError {
    const cause = error.originalError;
    if (cause && !isCockpitError(cause) && !(cause instanceof GraphQLError)) {
      this.log.error({ err: cause, requestId, path: error.path }, 'a GraphQL field failed for an unforeseen reason');
    }
    return publicError(error);
  }
}
