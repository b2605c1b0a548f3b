/** Everything that a run of the program sees of the process around it. */
export interface Surroundings {
  /** The site's folder: where the program was started. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How the program was called, for the usage text. */
  readonly program: string;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Aborts when the process is told to end. */
  readonly stop: AbortSignal;
}
