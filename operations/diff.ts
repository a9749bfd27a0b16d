/** `mlflow-chart diff`: the library's, which knows no chart, with ours. */
import type { Command } from '../lib/cli/command';
import type { CommandContext } from '../lib/cli/context';
import { diffCommand as libraryCommand } from '../lib/cli/diff';
import { DIFF_PAGE } from '../lib/cli/diff/options';
import { FOLDERS } from './installation';
import { ownModel } from './own-model';

/** @returns the exit code: 0 nothing differs, 1 something does, 2 bad usage or unreadable input */
export async function diffCommand(args: readonly string[], context: CommandContext): Promise<0 | 1 | 2> {
  return await libraryCommand(args, context, { model: ownModel, folders: FOLDERS });
}

export const command: Command = { page: DIFF_PAGE, run: diffCommand };
