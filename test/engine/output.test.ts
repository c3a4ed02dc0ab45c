import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planOf } from '../support/small-plan.ts';
import { openStage } from '../support/open-stage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const plan = planOf([{ id: 'a' }]);

describe('a place for the film is refused before anything is sent', () => {
  test('when it is no .mp4', async () => {
    const stage = await openStage();
    await expect(stage.render(plan, { out: join(stage.folder, 'film.mov') })).rejects.toMatchObject({
      code: 'output_not_mp4',
    });
    expect(stage.provider.posts()).toEqual([]);
    expect(existsSync(stage.workspace)).toBe(false);
  });

  test.each(['film.mp4', 'film.partial.mp4', 'film.jpg', 'film.sheet.jpg'])('when %s is a folder', async (name) => {
    const stage = await openStage();
    await mkdir(join(stage.folder, name));
    await expect(stage.render(plan)).rejects.toMatchObject({
      code: 'output_is_folder',
      message: expect.stringContaining(name),
    });
    expect(stage.provider.posts()).toEqual([]);
  });

  test('when the storyboard is made from a file there, also by another name', async () => {
    const folder = await temporaryFolder();
    const absolutePath = join(folder, 'face.jpg');
    await writeFile(absolutePath, 'a face');
    await symlink(absolutePath, join(folder, 'film.jpg'));
    const stage = await openStage({ folder, assets: [{ file: 'face.jpg', absolutePath, sha256: 'f', sizeBytes: 6 }] });
    await expect(stage.render(plan)).rejects.toMatchObject({
      code: 'output_is_source',
      message: expect.stringContaining('face.jpg'),
    });
    expect(await readFile(absolutePath, 'utf8')).toBe('a face');
  });

  test.each(['film.mp4', 'film.jpg', 'film.sheet.jpg'])('when %s is there and no render made it', async (name) => {
    const stage = await openStage();
    const file = join(stage.folder, name);
    await writeFile(file, 'somebody else made this');
    await expect(stage.render(plan)).rejects.toMatchObject({
      code: 'output_exists',
      message: expect.stringContaining(name),
    });
    expect(stage.provider.posts()).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe('somebody else made this');
    await rename(file, join(stage.folder, `kept-${name}`));
    expect((await stage.render(plan)).status).toBe('done');
    // What a render made, another may write over, also where the folder is another by now.
    expect((await stage.render(planOf([{ id: 'a' }, { id: 'b' }]))).status).toBe('done');
  });

  test.runIf(process.platform === 'linux')('when it takes no files although it seems to', async () => {
    const stage = await openStage();
    await expect(stage.render(plan, { out: '/proc/film.mp4' })).rejects.toMatchObject({ code: 'output_not_writable' });
    expect(stage.provider.posts()).toEqual([]);
  });

  test('when it cannot be made', async () => {
    const stage = await openStage();
    await writeFile(join(stage.folder, 'file'), '');
    await expect(stage.render(plan, { out: join(stage.folder, 'file', 'film.mp4') })).rejects.toMatchObject({
      code: 'output_not_writable',
    });
    expect(stage.provider.posts()).toEqual([]);
  });
});
