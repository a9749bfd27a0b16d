/** An image, as a folder in the layout of the Open Container Initiative that `ctr images import` reads. */
import { link, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildLayer, sha256, type BuiltLayer, type Layer } from './layer';

export interface ImageConfig {
  readonly env?: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly workingDirectory?: string;
  /** Root, unless the image says otherwise. */
  readonly user?: string;
  /** What a runtime sends to stop it; SIGTERM unless the image says otherwise. */
  readonly stopSignal?: string;
}

export interface Image {
  /** As a manifest names it, with its tag. */
  readonly reference: string;
  /** What is really in it, such as "PostgreSQL 17.6 (Debian)". */
  readonly standIn: string;
  /** The lowest first. */
  readonly layers: readonly Layer[];
  readonly config: ImageConfig;
}

export interface BuiltImage {
  readonly reference: string;
  /** Of the manifest: it changes with everything that is in the image. */
  readonly digest: string;
  /** Digests. */
  readonly config: string;
  readonly layers: readonly string[];
  /** Contents by digest: short ones as text, layers as the path of an archive. */
  readonly blobs: ReadonlyMap<string, string | BuiltLayer>;
  readonly size: number;
}

const OCI = 'application/vnd.oci.image';

export async function buildImage(image: Image, say: (line: string) => void): Promise<BuiltImage> {
  const layers: BuiltLayer[] = [];
  for (const layer of image.layers) layers.push(await buildLayer(layer, say));
  const config = JSON.stringify({
    architecture: architecture(),
    os: 'linux',
    config: configOf(image.config),
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => `sha256:${digest}`) },
  });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: `${OCI}.manifest.v1+json`,
    config: { mediaType: `${OCI}.config.v1+json`, digest: `sha256:${sha256(config)}`, size: config.length },
    layers: layers.map(({ digest, size }) => ({
      mediaType: `${OCI}.layer.v1.tar`,
      digest: `sha256:${digest}`,
      size,
    })),
  });
  return {
    reference: image.reference,
    digest: sha256(manifest),
    size: manifest.length,
    config: sha256(config),
    layers: layers.map(({ digest }) => digest),
    blobs: new Map<string, string | BuiltLayer>([
      [sha256(manifest), manifest],
      [sha256(config), config],
      ...layers.map((layer) => [layer.digest, layer] as const),
    ]),
  };
}

/** Writes these images into an empty folder; layers are links to the cache. */
export async function writeLayout(images: readonly BuiltImage[], folder: string): Promise<void> {
  const blobs = join(folder, 'blobs/sha256');
  await mkdir(blobs, { recursive: true });
  for (const [digest, content] of new Map(images.flatMap((image) => [...image.blobs]))) {
    const target = join(blobs, digest);
    if (typeof content === 'string') await writeFile(target, content);
    else await link(content.archive, target).catch(() => symlink(content.archive, target));
  }
  const manifests = images.map(({ reference, digest, size }) => ({
    mediaType: `${OCI}.manifest.v1+json`,
    digest: `sha256:${digest}`,
    size,
    annotations: { 'io.containerd.image.name': qualified(reference), 'org.opencontainers.image.ref.name': reference },
    platform: { architecture: architecture(), os: 'linux' },
  }));
  await writeFile(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
  await writeFile(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  // What `docker load` reads.
  const forDocker = images.map(({ reference, config, layers }) => ({
    Config: `blobs/sha256/${config}`,
    RepoTags: [reference],
    Layers: layers.map((layer) => `blobs/sha256/${layer}`),
  }));
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(forDocker));
}

/** As container runtimes complete a reference: `postgres:17` is `docker.io/library/postgres:17`. */
export function qualified(reference: string): string {
  const [first = '', ...rest] = reference.split('/');
  if (rest.length === 0) return `docker.io/library/${reference}`;
  return /[.:]|^localhost$/.test(first) ? reference : `docker.io/${reference}`;
}

function configOf({ env = {}, entrypoint, command, workingDirectory, user, stopSignal }: ImageConfig) {
  return {
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    ...(entrypoint && { Entrypoint: entrypoint }),
    ...(command && { Cmd: command }),
    ...(workingDirectory !== undefined && { WorkingDir: workingDirectory }),
    ...(user !== undefined && { User: user }),
    ...(stopSignal !== undefined && { StopSignal: stopSignal }),
  };
}

/** In Go's words. */
function architecture(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch;
}
