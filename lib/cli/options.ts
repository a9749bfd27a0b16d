/** Reading a command's arguments by the options that it declares. */
import { parseArgs } from 'node:util';
import { nearestName } from '../text/nearest-name';
import { SettingsError } from '../validate/settings/settings-error';

export interface OptionDeclaration {
  readonly short?: string;
  /** What stands for its value in the help page; an option without a value is a switch. */
  readonly value?: string;
  /** May be given several times. */
  readonly multiple?: true;
  readonly help: string;
  /** What its value can be, for the shells' completion. */
  readonly completes?: Completed;
}

/** Files, folders, the environments of the folder of values, or some words. */
export type Completed = 'file' | 'folder' | 'environment' | readonly string[];

export type DeclaredOptions = Readonly<Record<string, OptionDeclaration>>;

export interface GivenArguments {
  /** What is no option, in its order. */
  readonly positionals: readonly string[];
  /** Each option that was given → its values in their order; a switch has the empty one. */
  readonly given: ReadonlyMap<string, readonly string[]>;
}

/** @throws SettingsError for an option that is not declared, lacks its value, or takes none */
export function readOptions(args: readonly string[], declared: DeclaredOptions): GivenArguments {
  const options = Object.fromEntries(
    Object.entries(declared).map(([name, { short, value }]) => [
      name,
      {
        type: value === undefined ? 'boolean' : 'string',
        multiple: true,
        ...(short !== undefined && { short }),
      } as const,
    ]),
  );
  // Not strict: what it throws names no alternative.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const positionals: string[] = [];
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const declaration = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (declaration === undefined) throw unknownOption(name, rawName, Object.keys(declared));
    if (declaration.value === undefined && value !== undefined) throw new SettingsError(`${rawName} takes no value`);
    const isForgotten = value === undefined || value === '' || (!inlineValue && /^-./.test(value));
    if (declaration.value !== undefined && isForgotten) {
      throw new SettingsError(`${rawName} needs a value: ${rawName} ${declaration.value}`);
    }
    given.set(name, [...(given.get(name) ?? []), value ?? '']);
  }
  return { positionals, given };
}

function unknownOption(name: string, rawName: string, known: readonly string[]): SettingsError {
  const near = nearestName(name, known);
  const hint = near === undefined ? '; --help lists all options' : `; did you mean --${near}?`;
  return new SettingsError(`there is no option ${rawName}${hint}`);
}
