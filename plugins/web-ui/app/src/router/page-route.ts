/** Stands in `pages/<name>/route.ts`, as `route`; the page beside it is loaded when it is first looked at. */
export interface PageRoute {
  /** Pattern, e.g. `/monitoring/job/:id`. */
  readonly path: string;
  /** Title until the page has set its own. */
  readonly title: string;
  /** Entry in the header. */
  readonly menu?: {
    readonly label: string;
    readonly to: string;
    /** Small ones stand first. */
    readonly order: number;
    /** Lowest level that sees it, see `ROLE_LEVEL`. */
    readonly level?: number;
  };
}

/** Where the browser is, as far as a page needs to know. */
export interface PageAddress {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}
