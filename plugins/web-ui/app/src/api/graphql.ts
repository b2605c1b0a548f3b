export interface QueryOptions {
  readonly signal?: AbortSignal;
}

/** Asks the server. Every answer is fresh: nothing is kept here. */
export interface Graphql {
  query<Data>(text: string, variables?: Readonly<Record<string, unknown>>, options?: QueryOptions): Promise<Data>;
}

/** The server answered that it cannot, in words for people. */
export class GraphqlError extends Error {
  override readonly name = 'GraphqlError';

  /** @param fields names of the fields at the top that failed, where the server said so */
  constructor(
    message: string,
    readonly fields: readonly string[] = [],
  ) {
    super(message);
  }
}

/** No answer came at all, or none of the server's. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

/** The session ended; the browser is on its way to the login page. */
export class LoggedOutError extends Error {
  override readonly name = 'LoggedOutError';
}

export type Fetch = (address: string, init: RequestInit) => Promise<Response>;

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly (string | number)[] }[];
}

export class GraphqlClient implements Graphql {
  constructor(
    private readonly fetch: Fetch,
    private readonly onLoggedOut: () => void,
  ) {}

  async query<Data>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
    { signal }: QueryOptions = {},
  ): Promise<Data> {
    const response = await this.send(JSON.stringify({ query, variables }), signal);
    if (response.status === 401) {
      this.onLoggedOut();
      throw new LoggedOutError('You are logged out.');
    }
    const answer = await answerOf(response);
    if (answer.errors?.length) throw errorOf(answer.errors);
    return answer.data as Data;
  }

  private async send(body: string, signal: AbortSignal | undefined): Promise<Response> {
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
    try {
      return await this.fetch('/query', { method: 'POST', headers, body, ...(signal && { signal }) });
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new NetworkError('The server cannot be reached.', { cause });
    }
  }
}

function errorOf(errors: NonNullable<Answer['errors']>): GraphqlError {
  const messages = new Set(errors.map(({ message }) => message));
  const fields = new Set(errors.flatMap(({ path }) => (path?.[0] === undefined ? [] : [String(path[0])])));
  return new GraphqlError([...messages].join('; '), [...fields]);
}

async function answerOf(response: Response): Promise<Answer> {
  try {
    const answer = (await response.json()) as Answer & { readonly error?: string };
    if (answer.data !== undefined || answer.errors) return answer;
    throw new GraphqlError(answer.error ?? `The server answered with status ${response.status}.`);
  } catch (cause) {
    if (cause instanceof GraphqlError || (cause instanceof Error && cause.name === 'AbortError')) throw cause;
    throw new NetworkError(`The server answered with status ${response.status} and without data.`, { cause });
  }
}
