/** The functions that a template can call: Go's own, those of Sprig 3 without `env`, and Helm's. */

const go = 'and call html index slice js len not or print printf println urlquery eq ge gt le lt ne';

/** https://masterminds.github.io/sprig/ */
const sprig = `abbrev abbrevboth add add1 add1f addf adler32sum ago all any append atoi b32dec b32enc b64dec b64enc base
bcrypt biggest buildCustomCert camelcase cat ceil chunk clean coalesce compact concat contains date dateInZone dateModify
date_in_zone date_modify decryptAES deepCopy deepEqual default derivePassword dict dig dir div divf duration
durationRound empty encryptAES ext fail first float64 floor fromJson genCA genCAWithKey genPrivateKey genSelfSignedCert
genSelfSignedCertWithKey genSignedCert genSignedCertWithKey get getHostByName has hasKey hasPrefix hasSuffix hello
htmlDate htmlDateInZone htpasswd indent initial initials int int64 isAbs join kebabcase keys kindIs kindOf last list
lower max maxf merge mergeOverwrite min minf mod mul mulf mustAppend mustChunk mustCompact mustDateModify mustDeepCopy
mustFirst mustFromJson mustHas mustInitial mustLast mustMerge mustMergeOverwrite mustPrepend mustPush mustRegexFind
mustRegexFindAll mustRegexMatch mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse
mustSlice mustToDate mustToJson mustToPrettyJson mustToRawJson mustUniq mustWithout must_date_modify nindent nospace now
omit osBase osClean osDir osExt osIsAbs pick pluck plural prepend push quote randAlpha randAlphaNum randAscii randBytes
randInt randNumeric regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit
repeat replace rest reverse round semver semverCompare seq set sha1sum sha256sum sha512sum shuffle slice snakecase
sortAlpha split splitList splitn squote sub subf substr swapcase ternary title toDate toDecimal toJson toPrettyJson
toRawJson toString toStrings trim trimAll trimPrefix trimSuffix trimall trunc tuple typeIs typeIsLike typeOf uniq
unixEpoch unset until untilStep untitle upper urlJoin urlParse uuidv4 values without wrap wrapWith`;

/** https://helm.sh/docs/chart_template_guide/function_list/ */
const helm = `toToml fromToml toYaml toYamlPretty fromYaml fromYamlArray toJson fromJson fromJsonArray include tpl required
lookup`;

/** Only in Helm 4, or only in its later versions. */
const helm4 = `mustToToml mustToYaml mustToDuration durationSeconds durationMilliseconds durationMicroseconds
durationNanoseconds durationMinutes durationHours durationDays durationWeeks durationRoundTo durationTruncateTo`;

/** In every supported Helm. */
export const commonFunctions: ReadonlySet<string> = new Set(`${go} ${sprig} ${helm}`.split(/\s+/));

/** In any supported Helm: what is in none of them does not parse. */
export const knownFunctions: ReadonlySet<string> = new Set([...commonFunctions, ...helm4.split(/\s+/)]);
