declare const provides: unique symbol;

/**
 * Names a contract at run time. Interface and token share one name, so `@inject(CheckpointStore)` reads like the type.
 * Registered globally by name: two installed copies of the core agree.
 */
export type Token<T> = symbol & { readonly [provides]?: T };

/** @param name room and contract, e.g. `metrics.CheckpointStore` */
export function token<T>(name: string): Token<T> {
  return Symbol.for(`cc-kernel:${name}`) as Token<T>;
}

export function nameOfToken(token: Token<unknown>): string {
  return (token.description ?? String(token)).replace(/^cc-kernel:/, '');
}

/** The token under which a second instance of a plugin (`"as": "archive.cold"`) provides the same contract. */
export function tokenAs<T>(contract: Token<T>, instance: string): Token<T> {
  return token<T>(`${nameOfToken(contract)}@${instance}`);
}
