// Tables say their roles themselves: on narrow screens their parts are laid out as grids, and browsers then forget what they are.
const unwanted = new Set(['a11y_no_redundant_roles']);

/** Read by vite and svelte-check. */
export default {
  compilerOptions: { runes: true, warningFilter: ({ code }) => !unwanted.has(code) },
};
