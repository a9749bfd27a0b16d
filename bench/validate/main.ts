/** `npm run bench:validate`: what this validator finds, where it errs and how fast it is, beside its peers. */
import { benchDetection } from './detection';

const parts = { detection: benchDetection };

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const line of await part(say)) process.stdout.write(`${line}\n`);
  }
}

void main();
