import { describe, expect, test } from 'vitest';
import { MOVES } from '../../src/model/camera.ts';
import { readRegistry } from '../../src/providers/registry.ts';

const models = readRegistry();
const find = (id: string, medium = 'video') => models.find((model) => model.id === id && model.medium === medium);

describe('the registry', () => {
  test('can be shot with on this machine, and with nothing else in this version', () => {
    expect(models.filter((model) => model.ready).map((model) => `${model.medium} ${model.id}`)).toEqual([
      'video animatic',
      'image animatic',
      'voice animatic',
      'music animatic',
      'video clip',
    ]);
    expect(models.filter((model) => model.ready).every((model) => model.price.kind === 'free')).toBe(true);
  });

  test('knows every model that the storyboard format names', () => {
    expect(find('fal:kling-v3-pro')?.modes).toEqual(['text', 'image', 'first_last', 'references']);
    expect(find('runway:gen4.5')?.modes).toEqual(['text', 'image']);
    expect(find('fal:nano-banana', 'image')).toBeDefined();
    expect(find('elevenlabs:multilingual-v2', 'voice')).toBeDefined();
    expect(find('elevenlabs:music', 'music')).toBeDefined();
  });

  test('says of every model where its facts are from and when they were read', () => {
    for (const { id, source, asOf } of models) {
      expect([id, source.length > 0, asOf]).toEqual([id, true, '2026-11-22']);
    }
  });

  test('names camera moves of our vocabulary only', () => {
    const moves = new Set<string>(MOVES);
    for (const model of models) expect(model.camera.filter((move) => !moves.has(move))).toEqual([]);
    expect(find('animatic')?.camera).toEqual(MOVES);
  });

  test('has no price of nothing for what a vendor sells', () => {
    for (const model of models.filter((one) => !one.ready)) expect(model.price.kind).not.toBe('free');
  });
});
