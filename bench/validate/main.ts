/**
 * `npm run bench:validate [-- detection|false-alarms|speed …]`: what this validator finds, where it errs and how fast it is,
 * beside its peers. Peers that can't be had here are said and left out.
 */
import { benchDetection } from './detection';
import { benchFalseAlarms } from './false-alarms';
import { benchSpeed } from './speed';

const parts = { detection: benchDetection, 'false-alarms': benchFalseAlarms, speed: benchSpeed };

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const line of await part(say)) process.stdout.write(`${line}\n`);
  }
}

void main();
