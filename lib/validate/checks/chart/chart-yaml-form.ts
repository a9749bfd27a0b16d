import { nearestName } from '../../../text/nearest-name';
import type { ChartCheck } from '../../check';
import { modelOf } from '../../template/chart-model';
import { placeOf } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';
import { isSemVer } from '../../template/version';

const good = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';

/** https://helm.sh/docs/topics/charts/#the-chartyaml-file */
const fields = `apiVersion name version kubeVersion description type keywords home sources dependencies maintainers icon
appVersion deprecated annotations condition tags`.split(/\s+/);

/** Helm 2's. */
const oldFields = ['engine', 'tillerVersion'];

export default {
  id: 'chart-yaml-form',
  scope: 'chart',
  severity: 'warning',
  summary: 'Chart.yaml has what Helm ignores, reads otherwise, or only tolerates',
  remedy: 'Write it as the documentation of Chart.yaml says.',
  link: 'https://helm.sh/docs/topics/charts/#the-chartyaml-file',
  examples: {
    passes: [sampleChart({ 'Chart.yaml': `${good}appVersion: "1.10"\nicon: https://example.com/icon.svg\n` })],
    fails: [
      sampleChart({ 'Chart.yaml': 'apiVersion: v2\nname: web\nversion: v1.0.0\n' }),
      sampleChart({ 'Chart.yaml': `${good}appVersion: 1.10\n` }),
      sampleChart({ 'Chart.yaml': `${good}appversion: "1.10"\n` }),
      sampleChart({ 'Chart.yaml': `${good}engine: gotpl\n` }),
      sampleChart({ 'Chart.yaml': `${good}icon: http://example.com/icon.svg\n` }),
      sampleChart({ 'Chart.yaml': 'apiVersion: v2\nname: Web_App\nversion: 1.0.0\n' }),
      sampleChart({ 'requirements.yaml': 'dependencies: []\n' }),
    ],
  },
  check(chart, report) {
    const { metadata } = modelOf(chart);
    const say = (key: string, message: string) => {
      report(placeOf(chart, 'Chart.yaml', [key]), message);
    };
    const { apiVersion, name, version, appVersion, icon } = metadata;
    if (typeof version === 'string' && !isSemVer(version) && /^v?\d+(?:\.\d+){0,2}(?:[-+].*)?$/.test(version)) {
      say('version', `version ${version}: SemVer 2 has three numbers and no v, such as 1.2.3`);
    } else if (typeof version === 'number')
      say('version', `version ${version} is a number; expected text, such as 1.2.3`);
    if (typeof appVersion === 'number') {
      say('appVersion', `appVersion is the number ${appVersion}: in quotes it stays as written`);
    }
    if (typeof name === 'string' && !/^[a-z\d](?:[a-z\d-]*[a-z\d])?$/.test(name)) {
      say('name', `name ${name}: expected lower case letters, digits and dashes`);
    }
    if (typeof icon === 'string' && icon.startsWith('http://')) say('icon', `icon ${icon}: expected https`);
    for (const key of Object.keys(metadata)) {
      if (oldFields.includes(key)) say(key, `${key} was Helm 2's; nothing reads it`);
      else if (!fields.includes(key)) {
        const near = nearestName(key, fields);
        say(key, `Helm knows no field ${key}${near === undefined ? '' : `; did you mean ${near}?`}`);
      }
    }
    if (apiVersion === 'v2' && chart.files.has('requirements.yaml')) {
      report({ file: 'requirements.yaml' }, 'with apiVersion v2 dependencies are in Chart.yaml; this file is ignored');
    }
  },
} satisfies ChartCheck;
