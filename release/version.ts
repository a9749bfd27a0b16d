/** Which of two versions is higher: https://semver.org/#spec-item-11 */

/** Whether `a` comes after `b`; both are SemVer 2. What stands behind a + does not count. */
export function isHigher(a: string, b: string): boolean {
  const [one, other] = [parts(a), parts(b)];
  const difference = one.numbers
    .map((number, index) => number - (other.numbers[index] ?? 0))
    .find((each) => each !== 0);
  if (difference !== undefined) return difference > 0;
  if (one.before.length === 0 || other.before.length === 0) return one.before.length === 0 && other.before.length > 0;
  const longest = Math.max(one.before.length, other.before.length);
  for (let index = 0; index < longest; index++) {
    const [left, right] = [one.before[index], other.before[index]];
    if (left === right) continue;
    if (left === undefined || right === undefined) return right === undefined;
    const [isNumber, isOther] = [left, right].map((each) => /^\d+$/.test(each));
    if (isNumber === true && isOther === true) return Number(left) > Number(right);
    // Numbers come before words.
    return isNumber === isOther ? left > right : isOther === true;
  }
  return false;
}

function parts(version: string): { readonly numbers: readonly number[]; readonly before: readonly string[] } {
  const [plain = ''] = version.split('+');
  const dash = plain.indexOf('-');
  const numbers = (dash < 0 ? plain : plain.slice(0, dash)).split('.').map(Number);
  return { numbers, before: dash < 0 ? [] : plain.slice(dash + 1).split('.') };
}
