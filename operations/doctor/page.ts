/** What is printed for people. */
import { visible, withoutCommand } from '../../lib/text/visible';
import { wrap } from '../../lib/text/wrap';
import type { Finding } from './finding';
import type { Unseen } from './read';

export interface About {
  readonly release: string;
  readonly namespace: string;
}

const WIDTH = 100;
const TITLES = {
  connect: 'MLflow cannot be reached, or cannot work',
  upload: 'Artefacts cannot be uploaded, or read',
  slow: 'The database is slow',
  full: 'Room runs out, or nothing makes any',
} as const;

export function page(findings: readonly Finding[], unseen: readonly Unseen[], { release, namespace }: About): string {
  const count = findings.length;
  const head = `${visible(release)} in ${visible(namespace)}: ${count === 0 ? (unseen.length === 0 ? 'nothing wrong was found' : 'nothing wrong was found in what could be looked at') : count === 1 ? 'one thing is wrong' : `${String(count)} things are wrong`}.`;
  const groups = (Object.keys(TITLES) as (keyof typeof TITLES)[]).flatMap((symptom) => {
    const some = findings.filter((finding) => finding.symptom === symptom);
    return some.length === 0 ? [] : ['', TITLES[symptom], ...some.flatMap(lines)];
  });
  const rest = unseen.map(({ what, reason }) => `  ${visible(what)}: ${visible(reason)}`);
  return [head, ...groups, ...(rest.length === 0 ? [] : ['', 'Not looked at:', ...rest])]
    .map(withoutCommand)
    .join('\n')
    .concat('\n');
}

function lines({ id, what, evidence, remedy, where }: Finding): readonly string[] {
  const part = (title: string, text: string) => {
    const [first = '', ...others] = wrap(visible(text), WIDTH - 10);
    return [`    ${title.padEnd(6)}${first}`, ...others.map((line) => `          ${line}`)];
  };
  return ['', `  ${id}: ${what}`, ...part('seen', evidence), ...part('where', where), ...part('do', remedy)];
}
