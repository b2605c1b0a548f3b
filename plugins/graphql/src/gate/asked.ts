/** A request as the client wrote it. */
export interface Asked {
  /** `undefined`: none, or an empty one. */
  readonly query: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A request that is no GraphQL request at all. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Letter case of the keys does not matter and unknown keys are ignored, as with cc-backend. */
export function parseAsked(body: Uint8Array): Asked {
  const document = parseJson(body);
  if (document === null) return { query: undefined, operationName: undefined, variables: {} };
  if (!isObject(document)) throw undecodable(`expected an object, found ${kindOf(document)}`);
  let [query, operationName, variables]: unknown[] = [];
  for (const [key, value] of Object.entries(document)) {
    const name = key.toLowerCase();
    if (name === 'query') query = value;
    else if (name === 'operationname') operationName = value;
    else if (name === 'variables') variables = value;
    else if (name === 'extensions' && value !== null && !isObject(value)) {
      throw undecodable(`extensions must be an object, not ${kindOf(value)}`);
    }
  }
  if (!isTextOrNothing(query)) throw undecodable(`query must be text, not ${kindOf(query)}`);
  if (!isTextOrNothing(operationName)) throw undecodable(`operationName must be text, not ${kindOf(operationName)}`);
  if (variables !== undefined && variables !== null && !isObject(variables)) {
    throw undecodable(`variables must be an object, not ${kindOf(variables)}`);
  }
  return { query: query || undefined, operationName: operationName || undefined, variables: variables ?? {} };
}

function parseJson(body: Uint8Array): unknown {
  if (body.length === 0) throw undecodable('it is empty');
  try {
    return JSON.parse(utf8.decode(body));
  } catch (error) {
    throw undecodable(error instanceof Error ? error.message : String(error));
  }
}

function undecodable(why: string): Refusal {
  return new Refusal(400, `json request body could not be decoded: ${why}`);
}

function isTextOrNothing(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
