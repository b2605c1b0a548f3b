/** The value of a colour token now, for canvases; read again when the theme changes. */
export function tokenColor(name: `--${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
