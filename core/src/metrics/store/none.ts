/** No number: of a chunk, a series, a place. */
export const none = -1;
