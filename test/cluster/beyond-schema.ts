/**
 * What the values schema lets through and the API server does not: refused, or stored with a warning. A line here is a
 * pattern that `values/` could be stricter about; take the line out when it is.
 */
const KNOWN: readonly RegExp[] = [
  // …existingSecretKey: any text.
  /valueFrom\.secretKeyRef\.key: (Required value|Invalid value)/,
  // Names of objects: dots and dashes side by side.
  /(secretKeyRef\.name|secretName|priorityClassName|serviceAccountName|storageClassName): Invalid value: .* RFC 1123 subdomain/,
  // mlflow.ingress: className and tls[].hosts are any text, hosts may have dots and dashes side by side, paths any text.
  /spec\.ingressClassName: Invalid value/,
  /spec\.(rules\[\d+\]\.host|tls\[\d+\]\.hosts\[\d+\]): Invalid value/,
  /spec\.rules\[\d+\]\.http\.paths\[\d+\]\.path: Invalid value/,
  // postgresql.storage.size and minio.storage.size: zero.
  /resources\[storage\]: Invalid value: "0": must be greater than zero/,
  // Quantities of bytes with a fraction, such as 12m.
  /^Warning: .*: fractional byte value/,
];

/** Headings and empty lines of kubectl's messages say nothing by themselves. */
const HEADING = /^(The \w+ "\S+" is invalid: ?)?$/;

/** Whether a line on stderr says nothing, or only what is known. */
export function beyondSchema(line: string): boolean {
  return HEADING.test(line) || KNOWN.some((pattern) => pattern.test(line));
}
