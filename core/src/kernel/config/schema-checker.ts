import * as ajvModule from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { TSchema } from 'typebox';
import { tryParseDuration } from '../../domain/duration.js';

// ajv is CommonJS; its class is the named export in every module system.
const { Ajv } = ajvModule;

export interface Checked {
  /** A copy with defaults filled in. */
  readonly value: unknown;
  readonly errors: readonly ErrorObject[];
}

/** Checks documents against schemas and finds all errors, not only the first. */
export class SchemaChecker {
  private readonly ajv = new Ajv({ allErrors: true, strict: true, useDefaults: true, verbose: true, logger: false });
  private readonly compiled = new Map<TSchema, ValidateFunction>();

  constructor() {
    for (const keyword of ['secret', 'expected', 'unbuilt']) this.ajv.addKeyword({ keyword });
    this.ajv.addFormat('duration-text', (text: string) => tryParseDuration(text) !== undefined);
  }

  check(schema: TSchema, document: unknown): Checked {
    const value: unknown = structuredClone(document);
    let validate = this.compiled.get(schema);
    if (!validate) {
      validate = this.ajv.compile(schema);
      this.compiled.set(schema, validate);
    }
    return { value, errors: validate(value) ? [] : (validate.errors ?? []) };
  }
}
