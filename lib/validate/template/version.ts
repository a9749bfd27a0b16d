/** Versions and ranges as Helm reads them. */

/** https://semver.org/#is-there-a-suggested-regular-expression-regex-to-check-a-semver-string */
const semVer2 =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*))*)?(?:\+[\da-zA-Z-]+(?:\.[\da-zA-Z-]+)*)?$/;

export function isSemVer(text: string): boolean {
  return semVer2.test(text);
}

const part = String.raw`(?:\d+|[xX*])`;
const version = String.raw`v?${part}(?:\.${part}){0,2}(?:-[\dA-Za-z.-]+)?(?:\+[\dA-Za-z.-]+)?`;
const comparison = new RegExp(String.raw`^(?:=|!=|>|<|>=|=>|<=|=<|~|~>|\^)?\s*${version}$`);
const hyphen = new RegExp(String.raw`^${version}\s+-\s+${version}$`);

/** https://github.com/Masterminds/semver#checking-version-constraints */
export function isConstraint(text: string): boolean {
  return text.split('||').every((alternative) => {
    const trimmed = alternative.trim();
    if (trimmed === '') return false;
    if (hyphen.test(trimmed)) return true;
    const terms = trimmed.replace(/([=!<>~^])\s+/g, '$1').split(/\s*,\s*|\s+/);
    return terms.every((term) => comparison.test(term));
  });
}

/** Whether a version is in the range, as far as both are plain; undefined if that can't be said. */
export function isExact(range: string): boolean {
  return isSemVer(range.replace(/^[=v\s]+/, ''));
}
