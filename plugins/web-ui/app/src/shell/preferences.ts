export interface KeptTexts {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Small choices that belong to a browser rather than to a person. What was stored by somebody else counts as nothing. */
export class Preferences {
  /** @param storage such as `localStorage`; `undefined` where that is forbidden */
  constructor(private readonly storage: KeptTexts | undefined) {}

  get<T>(key: string, isValid: (value: unknown) => value is T): T | undefined {
    try {
      const value: unknown = JSON.parse(this.storage?.getItem(`cc-kernel.${key}`) ?? 'null');
      return isValid(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  /** Forgotten with the page where storage is forbidden or full. */
  set(key: string, value: unknown): void {
    try {
      this.storage?.setItem(`cc-kernel.${key}`, JSON.stringify(value));
    } catch {
      return;
    }
  }
}
