import { parseArgs } from 'node:util';

/**
 * What the command line asks for; `--help` and mistakes end the process with the text.
 *
 * @param {string} help
 * @param {import('node:util').ParseArgsConfig['options']} options besides `--help`
 * @returns the values, and how to refuse one: `refuse(message)` does not return
 */
export function readCommandLine(help, options) {
  const refuse = (message) => {
    console.error(`${message}\n\n${help}`);
    process.exit(2);
  };
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h', default: false } } });
    if (values.help) {
      console.log(help);
      process.exit(0);
    }
    return { values, refuse };
  } catch (error) {
    return refuse(error.message);
  }
}
