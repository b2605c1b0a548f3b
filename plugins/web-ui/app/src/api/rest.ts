import { type Fetch, LoggedOutError, NetworkError } from './graphql.js';

export interface RestOptions {
  readonly signal?: AbortSignal;
}

/** Asks what GraphQL does not know. Every answer is fresh. */
export interface Rest {
  /** The JSON document at a path of this server; rejects with the server's words where it refuses. */
  get<Answer>(address: string, options?: RestOptions): Promise<Answer>;
}

/** The server answered that it cannot, in words for people. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

export class RestClient implements Rest {
  constructor(
    private readonly fetch: Fetch,
    private readonly onLoggedOut: () => void,
  ) {}

  async get<Answer>(address: string, { signal }: RestOptions = {}): Promise<Answer> {
    const response = await this.send(address, signal);
    if (response.status === 401) {
      this.onLoggedOut();
      throw new LoggedOutError('You are logged out.');
    }
    const answer = await documentOf(response);
    if (!response.ok)
      throw new RefusedError(errorIn(answer) ?? `The server answered with status ${response.status}.`, response.status);
    return answer as Answer;
  }

  private async send(address: string, signal: AbortSignal | undefined): Promise<Response> {
    try {
      return await this.fetch(address, { headers: { Accept: 'application/json' }, ...(signal && { signal }) });
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new NetworkError('The server cannot be reached.', { cause });
    }
  }
}

async function documentOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'AbortError') throw cause;
    throw new NetworkError(`The server answered with status ${response.status} and without data.`, { cause });
  }
}

function errorIn(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return undefined;
  return typeof answer.error === 'string' ? answer.error : undefined;
}
