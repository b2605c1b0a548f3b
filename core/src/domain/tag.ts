/** Visible to all (`global`), to administrators (`admin`), or to the login name that the scope is. */
export type TagScope = string;

export interface Tag {
  /** Database id. */
  readonly id: number;
  readonly type: string;
  readonly name: string;
  readonly scope: TagScope;
}
