import { readCommandLine } from '../setup/command-line.mjs';

const help = `Usage: npm run crash-test -- [options]

Kills a real server with SIGKILL under load, during checkpoints, starts and stops, starts it again and looks for
everything that it had acknowledged. Ends with 1 when a sample is lost or has another value. Several campaigns may run
at once: each has its own folder and port.

  --kills N        how many (20)
  --seed S         of the random numbers (1)
  --level L        disk or os: when the server answers (disk)
  --format F       wal or json (wal); json keeps no log, so the campaign has to find losses
  --generation N   kills on one folder before the next begins with an empty one (40)
  --skip-build     the built code is up to date
  -h, --help       this text
`;

/** What the command line asks for; ends the process for `--help` and for mistakes. */
export function readOptions() {
  const { values, refuse } = readCommandLine(help, {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    level: { type: 'string', default: 'disk' },
    format: { type: 'string', default: 'wal' },
    generation: { type: 'string', default: '40' },
    'skip-build': { type: 'boolean', default: false },
  });
  const whole = (name, least) => {
    const number = Number(values[name]);
    if (!Number.isSafeInteger(number) || number < least) refuse(`--${name} is a whole number from ${least} on`);
    return number;
  };
  if (!['disk', 'os'].includes(values.level)) refuse(`--level is disk or os, not ${values.level}`);
  if (!['wal', 'json'].includes(values.format)) refuse(`--format is wal or json, not ${values.format}`);
  return {
    kills: whole('kills', 1),
    seed: whole('seed', 0),
    generation: whole('generation', 1),
    level: values.level,
    format: values.format,
    skipBuild: values['skip-build'],
  };
}
