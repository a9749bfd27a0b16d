/** The program that users install: its commands. */
import { nearestName } from '../text/nearest-name';
import { visible } from '../text/visible';
import { validateCommand, type CommandContext } from './validate';

/** @returns the exit code */
export async function command([name, ...args]: readonly string[], context: CommandContext): Promise<0 | 1 | 2> {
  const { output, errors, tool } = context;
  switch (name) {
    case 'validate':
      return await validateCommand(args, context);
    case '--version':
      output.write(`${tool.version}\n`);
      return 0;
    case 'help':
    case '-h':
    case '--help':
      output.write(help(tool.name));
      return 0;
    case undefined:
      errors.write(help(tool.name));
      return 2;
    default: {
      const near = nearestName(name, ['validate', 'help']);
      const hint = near === undefined ? `see ${tool.name} --help` : `did you mean ${near}?`;
      errors.write(`there is no command ${visible(name)}; ${hint}\n`);
      return 2;
    }
  }
}

function help(program: string): string {
  return `Usage: ${program} COMMAND

Commands:
  validate PATH…  check Kubernetes manifests and Helm charts

Options:
  --version       version of this program
  -h, --help      this page; ${program} validate --help for the command's
`;
}
