/** Completion in fish. https://fishshell.com/docs/current/completions.html */
import type { Completed } from '../options';
import { functionName, type CompletedCommand, type CompletedOption } from './completed';

export function fishScript(program: string, commands: readonly CompletedCommand[]): string {
  const name = `_${functionName(program)}`;
  const all = commands.map((one) => one.name).join(' ');
  const complete = (condition: string, words: string) => `complete -c ${program} -n ${quoted(condition)} ${words}\n`;
  const first = (words: string) => complete(`${name}_first`, words);
  return `# Completion of ${program} in fish: ${program} completion fish > ~/.config/fish/completions/${program}.fish
function ${name}_first
    test (count (commandline -opc)) -eq 1
end
function ${name}_is
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = $argv[1]
end
function ${name}_environments
    for file in values/*.yaml values/*.yml
        string replace -rf '^values/([a-z0-9-]+)\\.ya?ml$' '$1' $file
    end
end
complete -c ${program} -f
${first('-s h -l help -d ' + quoted('this page'))}${first('-l version -d ' + quoted('version of this program'))}${first(`-a help -d ${quoted('say what a command does')}`)}${complete(`${name}_is help`, `-a ${quoted(all)}`)}${commands
    .map(
      ({ name: one, summary, options, operands }) =>
        first(`-a ${one} -d ${quoted(summary)}`) +
        options.map((option) => complete(`${name}_is ${one}`, optionWords(option, name))).join('') +
        (operands === undefined ? '' : complete(`${name}_is ${one}`, valueWords(operands, name))),
    )
    .join('')}`;
}

function optionWords({ name, short, value, help, completes }: CompletedOption, prefix: string): string {
  const values = value === undefined ? [] : ['-r', completes === undefined ? '-f' : valueWords(completes, prefix)];
  return [...(short === undefined ? [] : ['-s', short]), '-l', name, ...values, '-d', quoted(help)].join(' ');
}

function valueWords(completes: Completed, prefix: string): string {
  if (completes === 'file') return '-F';
  if (completes === 'folder') return `-f -a ${quoted('(__fish_complete_directories)')}`;
  return `-f -a ${quoted(completes === 'environment' ? `(${prefix}_environments)` : completes.join(' '))}`;
}

/** In fish, a quotation mark within quotation marks has a backslash. */
function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
