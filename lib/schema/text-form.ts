/** What the API server demands of names, labels and keys: k8s.io/apimachinery, pkg/util/validation/validation.go. */
import { shown } from './shown';

export interface TextForm {
  /** What is wrong with the text and what was expected; undefined: nothing. */
  readonly refusal: (text: string) => string | undefined;
}

const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const qualified = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

function textForm(expected: string, most: number, accepts: (text: string) => boolean): TextForm {
  return {
    refusal: (text) => {
      if (text.length > most) return `expected ${expected}, got ${text.length} characters: ${shown(text)}`;
      return accepts(text) ? undefined : `expected ${expected}, got ${shown(text)}`;
    },
  };
}

/** A DNS label of RFC 1123. */
export const dnsLabel = textForm('a DNS label: at most 63 lower-case letters, digits and dashes', 63, (text) =>
  label.test(text),
);

/** A DNS label of RFC 1035. */
export const dns1035Label = textForm(
  'a DNS label that starts with a letter: at most 63 lower-case letters, digits and dashes',
  63,
  (text) => label.test(text) && text >= 'a',
);

/** A DNS subdomain of RFC 1123. */
export const dnsSubdomain = textForm(
  'a DNS name: at most 253 lower-case letters, digits, dashes and dots, each part with a letter or digit at both ends',
  253,
  (text) => subdomain.test(text),
);

/** A name that can stand in a URL's path. */
export const pathSegment = textForm('a name without "/" and "%", other than "." and ".."', Infinity, (text) =>
  /^(?!\.\.?$)[^/%]*$/.test(text),
);

/** `example.com/name`: the prefix is a DNS subdomain, and may be missing. */
export const labelKey = textForm(
  'a key such as app or example.com/app: at most 63 letters, digits, "-", "_" and "." after an optional DNS name',
  317,
  isQualifiedName,
);

/** As a label's key, but the case does not matter. */
export const annotationKey: TextForm = { refusal: (text) => labelKey.refusal(text.toLowerCase()) };

export const labelValue = textForm(
  'a label value: at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends',
  63,
  (text) => text === '' || qualified.test(text),
);

/** A key of a ConfigMap or a Secret, which is the name of a file, too. */
export const dataKey = textForm(
  'a key of at most 253 letters, digits, "-", "_" and ".", not starting with ".."',
  253,
  (text) => /^[-._a-zA-Z0-9]+$/.test(text) && text !== '.' && !text.startsWith('..'),
);

function isQualifiedName(text: string): boolean {
  const slash = text.indexOf('/');
  const prefix = slash < 0 ? undefined : text.slice(0, slash);
  const name = text.slice(slash + 1);
  if (prefix !== undefined && (prefix.length > 253 || !subdomain.test(prefix))) return false;
  return name.length <= 63 && qualified.test(name);
}
