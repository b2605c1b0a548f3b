/** Tells screen readers what changed without moving the focus. */
export class Announcer {
  #text = $state('');

  get text(): string {
    return this.#text;
  }

  readonly announce = (text: string): void => {
    this.#text = text;
  };
}
