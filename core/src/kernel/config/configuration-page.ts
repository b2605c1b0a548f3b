import type { TSchema } from 'typebox';
import type { AnyPluginDefinition } from '../define-plugin.js';
import { ConfigSchema } from './config-schema.js';
import type { OwnWords } from './schema-parts.js';

/** A schema as the page reads it. */
interface Shape extends OwnWords {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
}

const HEAD = `# Configuration

<!-- Printed from the schemas by \`node tools/print-configuration.mjs\`. Change the schemas, not this page. -->

A site is a folder with \`config.json\`, \`.env\` and \`var/\`; the server is started in it. All relative paths are relative to it, except
those of plugins, which are relative to the config file. The files are those of cc-backend; keys of our own are marked so. The whole file is
checked before anything runs, and every mistake is reported with its path, what was expected, what was found and the nearest known key.

Any section can stand in a file of its own: \`"archive-file": "archive.json"\` in the place of \`"archive": { … }\`.

Durations are numbers with units, one after the other: \`30s\`, \`12h\`, \`1h30m\` (\`ns us ms s m h\`; there is no unit for days).

_not yet_ marks keys that are accepted, named once in the log, and without effect in this version.
`;

const ENVIRONMENT = `## Environment and \`.env\`

\`.env\` must exist, if only empty. Variables that are set already win over it. Lines are \`NAME=value\`; quotes, \`export\`, \`#\` comments and \`$NAME\`
(not in single quotes) are understood.

| Variable | Meaning |
| --- | --- |
| \`SESSION_KEY\` | 32 random bytes in base64; required unless authentication is disabled |
| \`JWT_PUBLIC_KEY\`, \`JWT_PRIVATE_KEY\` | Ed25519 key pair for API tokens, base64, 32 and 64 bytes |
| \`CROSS_LOGIN_JWT_HS512_KEY\` | secret of a portal whose tokens log users in, base64 |
| \`CROSS_LOGIN_JWT_PUBLIC_KEY\` | public key of a portal whose cookies log users in, base64 |
| \`LDAP_ADMIN_PASSWORD\`, \`OID_CLIENT_ID\`, \`OID_CLIENT_SECRET\` | _not yet_ |
| \`NOTIFY_SOCKET\`, \`JOURNAL_STREAM\` | set by systemd: readiness is told, and log lines begin with their priority |
`;

/** The page `docs/configuration.md`. */
export function configurationPage(plugins: readonly AnyPluginDefinition[]): string {
  const sections = Object.entries((ConfigSchema as TSchema as Shape).properties ?? {}).flatMap(([name, shape]) => [
    `## Section \`${name}\``,
    sentence(shape),
    table(shape),
  ]);
  const builtIn = plugins.flatMap((plugin) => [`### \`${plugin.id}\``, table(plugin.config as Shape)]);
  return `${[
    HEAD,
    ...sections,
    '## Configs of the built-in plugins',
    'The sections above fill these in. They are of use where an entry of `plugins` takes the place of a section.',
    ...builtIn,
    ENVIRONMENT,
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

function sentence({ description = '', unbuilt }: Shape): string {
  return `${description}${description.endsWith('.') || description === '' ? '' : '.'}${unbuilt === undefined ? '' : ` _not yet: ${unbuilt}_`}`.trim();
}

function table(shape: Shape): string {
  const rows = rowsOf(
    shape.type === 'array' ? { ...shape.items, ...prefixOf(shape) } : shape,
    shape.type === 'array' ? '[].' : '',
  );
  if (rows.length === 0) return 'No keys.';
  return ['| Key | Type | Default | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** Marks of a list hold for its items too. */
function prefixOf({ unbuilt }: Shape): Shape {
  return unbuilt === undefined ? {} : { unbuilt };
}

function rowsOf(shape: Shape, prefix: string): string[] {
  return Object.entries(shape.properties ?? {}).flatMap(([key, inner]) => {
    const path = `${prefix}${key}`;
    const row = `| ${[`\`${path}\``, typeOf(inner), defaultOf(inner, shape.required?.includes(key)), meaningOf(inner)].join(' | ')} |`;
    const nested = inner.type === 'array' && inner.items?.properties ? rowsOf(inner.items, `${path}[].`) : [];
    return [row, ...nested, ...(inner.type === 'object' ? rowsOf(inner, `${path}.`) : [])];
  });
}

function typeOf({ type = '', expected, items, enum: values }: Shape): string {
  if (values) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (expected?.startsWith('a duration')) return 'duration';
  if (type === 'array') return `list of ${items ? typeOf(items) : 'anything'}`;
  return { string: 'text', integer: 'whole number', boolean: 'true, false' }[type] ?? (type || 'anything');
}

function defaultOf(shape: Shape, required = false): string {
  if (shape.default !== undefined) return `\`${JSON.stringify(shape.default)}\``;
  return required ? '**required**' : '';
}

function meaningOf({ description = '', secret, unbuilt }: Shape): string {
  const marks = [secret ? '_secret_' : '', unbuilt === undefined ? '' : `_not yet: ${unbuilt}_`].filter(Boolean);
  return [cellText(description), ...marks].filter(Boolean).join(' ');
}

/** Table cells and tags end at these signs, except in code. */
function cellText(text: string): string {
  return text.replaceAll('|', '\\|').replace(/`[^`]*`|</g, (part) => (part === '<' ? '\\<' : part));
}
