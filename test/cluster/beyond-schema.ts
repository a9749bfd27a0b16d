/**
 * What the values schema lets through and the API server does not: refused, or stored with a warning. A line here is a
 * pattern that `values/` could be stricter about; take the line out when it is.
 */
const KNOWN: readonly RegExp[] = [
  // mlflow.ingress.hosts[].paths[].path: any text after the first slash, such as /../ or %2f.
  /spec\.rules\[\d+\]\.http\.paths\[\d+\]\.path: Invalid value/,
  // No fraction at all: beyond 8 Pi the server's own arithmetic with thousandths overflows.
  /^Warning: .*: fractional byte value \\?"\d+[KMGTPE]i?\\?" is invalid/,
  // backup.schedule, backup.rehearsal.schedule: a range that ends before it begins, such as 5-2.
  /spec\.schedule: Invalid value: .* beyond end of range/,
];

/** Headings and empty lines of kubectl's messages say nothing by themselves. */
const HEADING = /^(The \w+ "\S+" is invalid: ?)?$/;

/** Whether a line on stderr says nothing, or only what is known. */
export function beyondSchema(line: string): boolean {
  return HEADING.test(line) || KNOWN.some((pattern) => pattern.test(line));
}
