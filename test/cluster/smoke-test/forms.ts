/** What MLflow's own login needs, and its "-full" image has. */
import { folderOf, type Package } from '../local/pip';

export const FORMS: readonly Package[] = [
  { name: 'Flask-WTF', version: '1.3.0' },
  { name: 'WTForms', version: '3.3.2' },
];

/** For PYTHONPATH. */
export const formsFolders = FORMS.map(folderOf).join(':');
