declare global {
  /** What is used of https://webassembly.github.io/spec/js-api; neither the language's types nor Node's have it. */
  namespace WebAssembly {
    class Memory {
      /** In pages of 64 KiB. */
      constructor(limits: { initial: number; maximum: number });
      /** Another one after `grow`; the former has length 0 then. */
      readonly buffer: ArrayBuffer;
      /** Throws `RangeError` when the system has no more. */
      grow(pages: number): number;
    }
    class Module {
      constructor(code: Uint8Array);
    }
    class Instance {
      constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, Memory>>>>);
      readonly exports: Readonly<Record<string, (...parameters: number[]) => number>>;
    }
  }
}

export {};
