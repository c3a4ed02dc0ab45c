import { describe, expect, test } from 'vitest';
import { MOVES } from '../../src/model/camera.ts';
import { readRegistry } from '../../src/providers/registry.ts';

const models = readRegistry();
const find = (id: string, medium = 'video') => models.find((model) => model.id === id && model.medium === medium);

describe('the registry', () => {
  test('is free on this machine and on a ComfyUI of one’s own, and nowhere else', () => {
    const free = models.filter(({ price }) => price.kind === 'free').map(({ medium, id }) => `${medium} ${id}`);
    expect(free.filter((model) => !model.startsWith('video comfyui:'))).toEqual([
      'video animatic',
      'image animatic',
      'voice animatic',
      'music animatic',
      'video clip',
    ]);
    for (const model of models.filter(({ price }) => price.kind === 'free')) expect(model.ready).toBe(true);
  });

  test('knows every model that the storyboard format names', () => {
    expect(find('fal:kling-v3-pro')?.modes).toEqual(['text', 'image', 'first_last']);
    expect(find('runway:gen4.5')?.modes).toEqual(['text', 'image']);
    expect(find('fal:nano-banana', 'image')).toBeDefined();
    expect(find('elevenlabs:multilingual-v2', 'voice')).toBeDefined();
    expect(find('elevenlabs:music', 'music')).toBeDefined();
  });

  test('says of every model where its facts are from and when they were read', () => {
    for (const { id, source, asOf } of models) {
      expect([id, source.length > 0, asOf >= '2026-11-22']).toEqual([id, true, true]);
    }
  });

  test('names camera moves of our vocabulary only', () => {
    const moves = new Set<string>(MOVES);
    for (const model of models) expect(model.camera.filter((move) => !moves.has(move))).toEqual([]);
    expect(find('animatic')?.camera).toEqual(MOVES);
  });
});
