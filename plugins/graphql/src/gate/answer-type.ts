export const plainJson = 'application/json';
export const graphqlJson = 'application/graphql-response+json';
export type AnswerType = typeof plainJson | typeof graphqlJson;

/** The first of the client's wishes that is one of ours; without a wish plain JSON, for any other wish the newer type. */
export function answerType(accept: string): AnswerType {
  if (accept.trim() === '') return plainJson;
  for (const wish of accept.split(',')) {
    const type = mediaType(wish);
    if (type === graphqlJson) return graphqlJson;
    if (type === plainJson || type === '*/*' || type === 'application/*') return plainJson;
  }
  return graphqlJson;
}

/** Without parameters, in lower case. */
export function mediaType(header: string): string {
  return header.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
