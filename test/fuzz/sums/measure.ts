/** How time and memory grow with the size of one input: run in a process of its own, for that is what can be measured. */
import { Random } from '../random';
import { subjects } from './subjects';

export interface Measurement {
  readonly bytes: number;
  /** CPU time. */
  readonly milliseconds: number;
  /** Of the process at its largest, less what it had before. */
  readonly memory: number;
}

const smallest = 8 * 1024;
const largest = 4 * 1024 * 1024;
/** Of one run: long enough to compare, and then no larger input is tried. */
const enough = 1000;

export function composition(seed: number, index: number) {
  const random = Random.of(seed, index);
  const subject = subjects[index % subjects.length];
  if (subject === undefined) throw new Error('there are no subjects');
  return { subject, make: subject.input(random) };
}

/** The same composition, each time four times as large. */
export function measure(seed: number, index: number, report: (measurement: Measurement) => void): void {
  const { subject } = composition(seed, index);
  const at = (bytes: number) => composition(seed, index).make(bytes);
  const before = process.memoryUsage().rss;
  // What is compiled and read when it is first needed is not counted.
  for (let times = 0; times < 3; times++) subject.run(at(smallest) as never);
  for (let bytes = smallest; bytes <= largest; bytes *= 4) {
    const input = at(bytes);
    const start = process.cpuUsage();
    subject.run(input as never);
    const { user, system } = process.cpuUsage(start);
    const milliseconds = (user + system) / 1000;
    const memory = Math.max(0, process.resourceUsage().maxRSS * 1024 - before);
    report({ bytes: input.length, milliseconds, memory });
    if (milliseconds > enough) return;
  }
}
