const longestExcerpt = 300;

/** The server answered, but not as it should. */
export class ServerRefusedError extends Error {
  override readonly name = 'ServerRefusedError';
  constructor(
    path: string,
    readonly status: number,
    text: string,
  ) {
    const hint = status === 401 || status === 403 ? ' (is the token valid, and does it have the role api?)' : '';
    super(`${path} was answered with ${status}${hint}: ${text.slice(0, longestExcerpt).trim() || 'no text'}`);
  }
}

/** Nobody answered. */
export class ServerUnreachableError extends Error {
  override readonly name = 'ServerUnreachableError';
  constructor(url: URL, cause: Error & { code?: string }) {
    super(`no answer from ${url.origin}: ${cause.code ?? cause.message}`, { cause });
  }
}
