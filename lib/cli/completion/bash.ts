/** Completion in bash. https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html */
import type { Completed } from '../options';
import { functionName, quoted, type CompletedCommand, type CompletedOption } from './completed';

/** Of bash 3.2 on, which macOS has. */
export function bashScript(program: string, commands: readonly CompletedCommand[]): string {
  const name = functionName(program);
  return `# Completion of ${program} in bash: source <(${program} completion bash)
${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} options='' kind='' operands='' file
  # --option=value is three words to bash.
  if [[ $cur == = ]]; then cur=''
  elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W ${quoted([...commands.map((one) => one.name), 'help', '--help', '--version'].join(' '))} -- "$cur"))
    return
  fi
  case $command in
${commands.map(branch).join('')}    help)
      operands=${quoted(commands.map((one) => one.name).join(' '))}
      ;;
  esac
  if [[ -z $kind ]]; then
    if [[ $cur == -* ]]; then kind=$options; else kind=$operands; fi
  fi
  local IFS=$'\\n'
  case $kind in
    :file) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")) ;;
    :folder) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$cur")) ;;
    :environment)
      kind=''
      for file in values/*.yaml values/*.yml; do
        file=\${file#values/} file=\${file%.*}
        # Others name no environment; and compgen would run what stands in a name.
        [[ $file =~ ^[a-z0-9-]+$ ]] && kind+="$file"$'\\n'
      done
      COMPREPLY=($(compgen -W "$kind" -- "$cur"))
      ;;
    :nothing) ;;
    *) COMPREPLY=($(compgen -W "\${kind// /$IFS}" -- "$cur")) ;;
  esac
}
complete -F ${name} ${program}
`;
}

function branch({ name, options, operands }: CompletedCommand): string {
  const taking = options.filter(({ value }) => value !== undefined);
  const kinds = taking.map((option) => `        ${flags(option).join('|')}) kind=${kindOf(option.completes)} ;;\n`);
  return `    ${name})
      options=${quoted(options.flatMap(flags).join(' '))}
      operands=${operands === undefined ? "''" : kindOf(operands)}
${kinds.length === 0 ? '' : `      case $prev in\n${kinds.join('')}      esac\n`}      ;;
`;
}

function flags({ name, short }: CompletedOption): readonly string[] {
  return [`--${name}`, ...(short === undefined ? [] : [`-${short}`])];
}

/** A word that no option and no value is, or the values themselves. */
function kindOf(completes: Completed | undefined): string {
  if (completes === undefined) return ':nothing';
  return typeof completes === 'string' ? `:${completes}` : quoted(completes.join(' '));
}
