/** What a gate may ask of a use case. */
export type UseCase<T extends { run: unknown }> = Pick<T, 'run'>;
