import type { PlainPage } from '../contracts/plain-pages.js';

const STYLE = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
  main { width: min(24rem, 100vw - 2rem); padding: 1rem; }
  h1 { font-size: 1.5rem; }
  label { display: block; margin-top: 1rem; }
  input, button { font: inherit; box-sizing: border-box; width: 100%; padding: .5rem; margin-top: .25rem; }
  button { margin-top: 1.5rem; cursor: pointer; }
  .alert { border: 1px solid; border-left-width: .4rem; padding: .5rem .75rem; }
`;

/** A small page that needs no other file: what is shown before, or without, the web interface. */
export function htmlPage({ title, main }: PlainPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
