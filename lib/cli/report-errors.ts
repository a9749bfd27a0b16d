/** How a command ends that cannot do what it was asked: in words, never with a stack. */
import { SchemaFolderError } from '../schema/schema-folder';
import { visible, visibleLines } from '../text/visible';
import { SettingsError } from '../validate/settings/settings-error';
import type { CommandContext } from './context';

/** @returns what `run` returns; 2 where it throws, and then the errors say why */
export async function reportErrors<Code extends number>(
  { errors, environment }: Pick<CommandContext, 'errors' | 'environment'>,
  run: () => Code | Promise<Code>,
): Promise<Code | 2> {
  try {
    return await run();
  } catch (error) {
    errors.write(`${visibleLines(wordsOf(error, environment))}\n`);
    return 2;
  }
}

function wordsOf(error: unknown, environment: CommandContext['environment']): string {
  if (error instanceof SettingsError) return error.message;
  return error instanceof SchemaFolderError ? visible(error.message) : internalError(error, environment);
}

/** A mistake of ours: whoever meets it can do nothing with a stack, except send it. */
function internalError(error: unknown, environment: CommandContext['environment']): string {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return environment['DEBUG'] === undefined
    ? `internal error, please report it: ${message}\nDEBUG=1 shows where it happened.`
    : (stack ?? message);
}
