import { InvalidInputError } from '@cc-kernel/core/plugin';

/** The query of one request, decoded as a form: `+` is a blank, escapes are bytes of UTF-8. */
export class QueryParameters {
  private readonly values = new Map<string, string[]>();

  /**
   * Refuses what cannot be understood, instead of answering as if it had not been asked.
   * @param text what follows the `?`, as it came
   */
  constructor(text: string) {
    for (const pair of text.split('&')) {
      if (pair === '') continue;
      if (pair.includes(';')) {
        throw new InvalidInputError(`invalid query: "${pair}" holds a ";", write parameters apart with "&"`);
      }
      const cut = pair.indexOf('=');
      const name = decoded(cut < 0 ? pair : pair.slice(0, cut), pair);
      const value = cut < 0 ? '' : decoded(pair.slice(cut + 1), pair);
      const values = this.values.get(name);
      if (values) values.push(value);
      else this.values.set(name, [value]);
    }
  }

  /** Refuses every other name. */
  allow(...names: readonly string[]): void {
    for (const name of this.values.keys()) {
      if (!names.includes(name)) throw new InvalidInputError(`invalid query parameter: ${name}`);
    }
  }

  first(name: string): string | undefined {
    return this.values.get(name)?.[0];
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }
}

function decoded(text: string, pair: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new InvalidInputError(`invalid query: "${pair}" has a broken percent escape`, { cause });
  }
}
