/** Layers of single files and programs. */
import { chmod, copyFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execute, outputOf } from '../../support/execute';
import { goFolder, type GoCommands } from '../../support/go-build';
import type { Layer } from './layer';

/** A small file with this text; a program has `mode` 0o755. */
export interface TextFile {
  readonly text: string;
  readonly mode?: number;
}

/** `folders` are made for everybody to write in. */
export function textFiles(
  name: string,
  files: Readonly<Record<string, TextFile>>,
  folders: readonly string[] = [],
): Layer {
  return {
    name,
    inputs: [files, folders],
    build: async (archive, scratch) => {
      const root = join(scratch, 'root');
      await mkdir(root);
      for (const [path, { text, mode = 0o644 }] of Object.entries(files)) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), text);
        await chmod(join(root, path), mode);
      }
      for (const path of folders) {
        await mkdir(join(root, path), { recursive: true });
        await chmod(join(root, path), 0o1777);
      }
      await pack(root, archive);
    },
  };
}

/** A folder of this machine, which is the same wherever `inputs` are. */
export function folder(name: string, inputs: unknown, from: string, at: string): Layer {
  return {
    name,
    inputs: [inputs, at],
    build: async (archive, scratch) => {
      const target = join(scratch, 'root', at);
      await cp(from, target, { recursive: true });
      await chmod(target, 0o755);
      await pack(join(scratch, 'root'), archive);
    },
  };
}

/** Binaries of a Go module that has been built, in this folder. */
export function goProgram(commands: GoCommands, folder = '/usr/bin'): Layer {
  const built = goFolder(commands);
  return {
    name: commands.name,
    inputs: [commands.version, Object.keys(commands.commands), folder, commands.variables],
    build: async (archive, scratch) => {
      const target = join(scratch, 'root', folder);
      await mkdir(target, { recursive: true });
      for (const command of Object.keys(commands.commands)) {
        await copyFile(join(built, command), join(target, command));
        await chmod(join(target, command), 0o755);
      }
      await pack(join(scratch, 'root'), archive);
    },
  };
}

/** Of a file of the repository: for a layer's inputs. */
export function fingerprint(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Root's, and the same bytes each time. */
export async function pack(root: string, archive: string): Promise<void> {
  const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0'];
  outputOf(await execute('tar', [...same, '-C', root, '-cf', archive, '.']));
}
