/** Real shells, in which somebody types: each in a terminal of its own, by script of util-linux. */
import { spawn, spawnSync } from 'node:child_process';

export type Shell = 'bash' | 'zsh' | 'fish';

/** What starts it with nothing of the user's own. */
const STARTED: Readonly<Record<Shell, string>> = {
  bash: 'bash --norc --noprofile -i',
  zsh: 'zsh -f -i',
  fish: 'fish --no-config -i',
};
/** Marks what a shell prints itself: what is typed does not have it as it is. */
const [READY, GOT] = ['<ready>', '<got:'];

/** Why it cannot be tried here, for the title of a test. */
export function missing(shell: Shell): string | undefined {
  const needed = [shell, 'script'].filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  return needed.length === 0 ? undefined : `there is no ${needed.join(', and no ')}`;
}

/**
 * What the words of `program` are after somebody has typed this: tabs complete.
 *
 * @param source the script that completes, in a file
 */
export async function typed(
  shell: Shell,
  program: string,
  source: string,
  folder: string,
  keys: string,
): Promise<string> {
  const setup = {
    bash: `source '${source}'; ${program}() { printf '<got%s%s>\\n' : "$*"; }; PS1='<''ready>'; bind 'set bell-style none' 2>/dev/null`,
    zsh: `autoload -U compinit; compinit -u -D; source '${source}'; ${program}() { print -r -- "<got"":$*>" }; PS1='<''ready>'; unsetopt beep; setopt no_always_last_prompt`,
    fish: `source '${source}'; function ${program}; printf '<got%s%s>\\n' : "$argv"; end; function fish_prompt; printf '<%s>' ready; end`,
  }[shell];
  const env = { PATH: process.env['PATH'], HOME: folder, TERM: 'xterm', COLUMNS: '200', LINES: '50' };
  const child = spawn('script', ['-qfec', STARTED[shell], '/dev/null'], { cwd: folder, env });
  let said = '';
  const heard = (words: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (said.includes(words)) resolve();
      };
      child.stdout.on('data', look);
      child.once('close', () => {
        reject(new Error(`${shell} ended before it said ${words}:\n${said}`));
      });
      look();
    });
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  try {
    child.stdin.write(`${setup}\r`);
    await heard(READY);
    child.stdin.write(`${keys}\r`);
    await heard(GOT);
    await heard('>\r\n');
    return new RegExp(`${GOT}([^>]*)>`).exec(said)?.[1]?.trimEnd() ?? said;
  } finally {
    child.kill('SIGKILL');
  }
}
