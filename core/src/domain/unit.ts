/** Unit as cluster configuration and archive write it; free text for the server, kept verbatim. */
export interface Unit {
  readonly base: string;
  readonly prefix?: string;
}
