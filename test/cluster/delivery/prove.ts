/** What the outputs are for, by the tools that they are for: a Docker Engine with Compose, in a place of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../../support/execute';
import { goBuild, goSources } from '../../support/go-build';
import { NOT_POSSIBLE_HERE, unknownParts } from '../../support/proofs';
import { cargoBuild } from '../../support/cargo-build';
import { databaseExporter, prometheus } from '../addons/prometheus';
import { RCLONE } from '../local/rclone';
import { garage, garageCrate } from '../images/garage';
import { buildImage, type BuiltImage, type Image } from '../images/image';
import { minio, minioCommands } from '../images/minio';
import { mlflow } from '../images/mlflow';
import { nginx } from '../images/nginx';
import { postgresql } from '../images/postgresql';
import { databaseExporterImage, prometheusImage } from '../images/prometheus';
import { rclone } from '../images/rclone';
import { GARAGE, MINIO, MLFLOW, NGINX_IMAGE, POSTGRESQL_IMAGE, RCLONE_IMAGE } from '../images/versions';
import { inPlace, typeScript } from '../nodes/run';
import { missingForNodes } from '../nodes/prepare';
import { compose } from './versions';

/** The exit code. @param args Jest's, such as names of test files */
export async function proveDelivery(args: readonly string[], say: (line: string) => void): Promise<number> {
  const unknown = unknownParts(args, __dirname);
  if (unknown !== undefined) {
    say(unknown);
    return 1;
  }
  const engine = await execute('sh', ['-c', 'command -v dockerd docker']);
  const missing = [...(engine.code === 0 ? [] : ['dockerd and docker (docker.io)']), ...(await missingForNodes([]))];
  if (missing.length > 0) {
    say(['This machine cannot run a Docker Engine. It needs:', ...missing.map((line) => `  ${line}`)].join('\n'));
    return NOT_POSSIBLE_HERE;
  }
  const binaries = await goBuild(compose, say);
  for (const commands of [minioCommands(MINIO), RCLONE, prometheus, databaseExporter]) await goBuild(commands, say);
  await cargoBuild(garageCrate(GARAGE), say);
  const specification = await specificationOf(compose);
  const images: BuiltImage[] = [];
  for (const image of wanted()) images.push(await buildImage(image, say));
  return inPlace(({ folder, cgroup }) => [
    ...typeScript(join(__dirname, 'inside.ts')),
    JSON.stringify({
      folder,
      cgroup,
      compose: binaries,
      specification,
      images: images.map((image) => ({ ...image, blobs: [...image.blobs] })),
    }),
    JSON.stringify(args),
  ]);
}

/** Path of the schema that a Compose goes by: its module says of which version. */
async function specificationOf(of: typeof compose): Promise<string> {
  const module = 'github.com/compose-spec/compose-go/v2';
  const needed = readFileSync(join(await goSources(of), 'go.mod'), 'utf8');
  const [, version] = new RegExp(`${module} v(\\S+)`).exec(needed) ?? [];
  if (version === undefined) throw new Error(`${of.module} ${of.version} does not say which ${module} it takes`);
  return join(await goSources({ module, version }), 'schema/compose-spec.json');
}

function wanted(): readonly Image[] {
  return [
    ...[mlflow(MLFLOW)].filter((image) => image !== undefined),
    nginx(NGINX_IMAGE),
    postgresql(POSTGRESQL_IMAGE),
    minio(MINIO),
    garage(GARAGE),
    rclone(RCLONE_IMAGE),
    prometheusImage(),
    databaseExporterImage(),
  ];
}
