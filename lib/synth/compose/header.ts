/** What stands above a Compose file: where it comes from, and how it is started. */
import type { Service } from './service';

export interface Heading {
  /** Where it comes from: `mlflow 1.0.0, made of values/dev.yaml by npm run synth`. */
  readonly origin?: string;
  readonly services: Readonly<Record<string, Service>>;
  /** Of those with a profile, what people name: the last of a pod that ends, for it has the others run before it. */
  readonly tasks: readonly string[];
  /** Variables without which nothing starts. */
  readonly required: readonly string[];
}

/** Lines of comment, and an empty one. */
export function headerOf({ origin, services, tasks, required }: Heading): string {
  const profiles = new Set(Object.values(services).flatMap(({ profiles }) => (profiles ?? []) as readonly string[]));
  const ending = new Set(tasks.flatMap((task) => (services[task]?.['profiles'] ?? []) as readonly string[]));
  const lasting = [...profiles].filter((profile) => !ending.has(profile)).sort();
  const commands = [
    ['docker compose up -d', 'starts it'],
    ...lasting.map((profile) => [`docker compose --profile ${profile} up -d`, `with the profile ${profile}`]),
    ...[...tasks].sort().map((task) => [`docker compose run --rm ${task}`, 'runs once, when you say so']),
    ...(profiles.size === 0 ? [] : [[`docker compose --profile '*' down`, 'ends those, too']]),
  ] as const;
  const width = Math.max(...commands.map(([command]) => command.length));
  return [
    ...(origin === undefined ? [] : [`${origin}. Do not edit: it is written over.`, '']),
    ...commands.map(([command, what]) => `    ${command.padEnd(width)}  # ${what}`),
    ...(required.length === 0 ? [] : ['', `Nothing starts before .env has these: ${required.join(', ')}.`]),
  ]
    .map((line) => `# ${line}`.trimEnd())
    .concat('', '')
    .join('\n');
}
