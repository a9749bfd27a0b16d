/** Completion in zsh. https://zsh.sourceforge.io/Doc/Release/Completion-System.html */
import type { Completed } from '../options';
import { functionName, quoted, type CompletedCommand, type CompletedOption } from './completed';

/** It can be sourced, or lie as `_<program>` in a folder of $fpath. */
export function zshScript(program: string, commands: readonly CompletedCommand[]): string {
  const name = functionName(program);
  const described = commands.map((one) => `    ${quoted(`${one.name}:${one.summary}`)}`);
  return `#compdef ${program}
# Completion of ${program} in zsh: source <(${program} completion zsh), after compinit
${name}_environments() {
  local -a names
  names=(values/*.(yaml|yml)(N:t:r))
  names=(\${names:#*[^a-z0-9-]*})
  compadd -a names
}
${name}() {
  local -a commands
  commands=(
${described.join('\n')}
    'help:say what a command does'
  )
  local curcontext=$curcontext state line
  _arguments -C '(-h --help)'{-h,--help}'[this page]' '--version[version of this program]' '1: :->command' '*:: :->words'
  case $state in
    command) _describe command commands ;;
    words)
      case $words[1] in
${commands.map((one) => branch(one, name)).join('')}        help) _describe command commands ;;
      esac
      ;;
  esac
}
if [[ $funcstack[1] == ${name} ]]; then ${name} "$@"; else compdef ${name} ${program}; fi
`;
}

function branch({ name, options, operands }: CompletedCommand, prefix: string): string {
  const specs = options.flatMap((option) => specOf(option, prefix));
  const rest = operands === undefined ? [] : [quoted(`*:${actionOf('', operands, prefix)}`)];
  return `        ${name})
          _arguments ${[...specs, ...rest].join(' \\\n            ')}
          ;;
`;
}

/** `'(-f --values)'{-f,--values=}'[…]:FILE:_files'`; one that may be given again excludes nothing. */
function specOf({ name, short, value, multiple, help, completes }: CompletedOption, prefix: string): readonly string[] {
  const long = `--${name}${value === undefined ? '' : '='}`;
  const tail = `[${escaped(help)}]${value === undefined ? '' : `:${actionOf(value, completes, prefix)}`}`;
  const names = short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`];
  const start = multiple === true ? '*' : `(${names.join(' ')})`;
  return [long, ...(short === undefined ? [] : [`-${short}${value === undefined ? '' : '+'}`])].map((flag) =>
    quoted(`${start}${flag}${tail}`),
  );
}

function actionOf(value: string, completes: Completed | undefined, prefix: string): string {
  const title = value === '' ? ' ' : escaped(value);
  if (completes === undefined) return `${title}: `;
  if (typeof completes !== 'string') return `${title}:(${completes.join(' ')})`;
  return `${title}:${{ file: '_files', folder: '_path_files -/', environment: `${prefix}_environments` }[completes]}`;
}

/** What ends a part of a specification. */
function escaped(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&');
}
