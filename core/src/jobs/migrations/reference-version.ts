/** cc-backend's schema version that new databases get. */
export const referenceVersion = 11;

/** The oldest one that is served as it is: it lacks only indexes. */
export const oldestServedVersion = 10;
