import { expect, test } from 'vitest';
import { MOVES } from '../../../src/model/camera.ts';
import { FAL_MODELS } from '../../../src/providers/fal/endpoints.ts';
import { readRegistry } from '../../../src/providers/registry.ts';
import { fieldsOf } from '../../support/endpoint-fields.ts';
import { readSchemas } from '../../support/vendors/fal-schemas.ts';

const schemaOf = readSchemas();
const facts = readRegistry().filter(({ provider }) => provider === 'fal');
const endpoints = Object.entries(FAL_MODELS).flatMap(([model, uses]) =>
  Object.entries(uses).map(([use, endpoint]) => ({ model, use, endpoint })),
);

test.each(endpoints)('$model is asked for $use in fields that the vendor’s own types have', ({ endpoint }) => {
  const schema = schemaOf(endpoint.path);
  if (schema === null) throw new Error(`${endpoint.path} has no types`);
  const written = fieldsOf(endpoint);
  expect(written.filter((field) => !schema.has(field))).toEqual([]);
  const required = [...schema].flatMap(([field, { isRequired }]) => (isRequired ? field : []));
  expect(required.filter((field) => !written.includes(field))).toEqual([]);
});

test.each(endpoints)('$model is asked for $use in words that its fields may be', ({ endpoint }) => {
  const schema = schemaOf(endpoint.path);
  for (const choice of [endpoint.aspect, endpoint.resolution]) {
    const choices = choice === undefined ? null : (schema?.get(choice.field)?.choices ?? null);
    if (choices !== null) expect(choices).toEqual(expect.arrayContaining([...(choice?.values ?? [])]));
  }
  for (const [field, value] of Object.entries(endpoint.fixed ?? {})) {
    const choices = schema?.get(field)?.choices ?? null;
    if (choices !== null) expect(choices).toContain(value);
  }
  for (const value of Object.values(endpoint.camera?.values ?? {})) {
    const choices = schema?.get(endpoint.camera?.field ?? '')?.choices ?? null;
    if (choices !== null) expect(choices).toContain(value);
  }
});

test('every model that is ready has its endpoints, every mode it claims one, and nothing is left out', () => {
  const ready = facts.filter((model) => model.ready);
  expect(ready.map(({ id }) => id.slice('fal:'.length)).toSorted()).toEqual(Object.keys(FAL_MODELS).toSorted());
  for (const { id, medium, modes, seed, audio, camera } of ready) {
    const uses = FAL_MODELS[id.slice('fal:'.length)] ?? {};
    const has = (use: string): boolean => Object.hasOwn(uses, use);
    const lacking = modes.filter((mode) => !has(mode === 'music' || mode === 'ambience' ? 'play' : mode));
    expect([id, lacking]).toEqual([id, []]);
    if (medium === 'image') expect([id, has('draw'), has('edit')]).toEqual([id, true, true]);
    const list = Object.values(uses);
    expect([id, seed]).toEqual([id, list.some((one) => one.seed !== undefined)]);
    if (medium === 'video' && audio)
      expect([id, list.some((one) => one.sound !== undefined || one.audio !== undefined)]).toEqual([id, true]);
    const moves = list.flatMap((one) => Object.keys(one.camera?.values ?? {}));
    expect([id, [...new Set(moves)].toSorted()]).toEqual([id, camera.toSorted()]);
    expect(moves.filter((move) => !MOVES.some((known) => known === move))).toEqual([]);
  }
});

test.each(endpoints)('$model can be asked for every length of $use that the registry names', ({ model, endpoint }) => {
  const lengths = facts.find(({ id }) => id === `fal:${model}`)?.lengths ?? null;
  const choices = schemaOf(endpoint.path)?.get(endpoint.length?.field ?? '')?.choices ?? null;
  if (endpoint.length === undefined || lengths?.kind !== 'steps' || choices === null) return;
  const unit = endpoint.length.form === 'text_with_unit' ? 's' : '';
  expect(choices).toEqual(
    expect.arrayContaining(
      lengths.ms.filter((ms) => ms <= (endpoint.length?.mostMs ?? ms)).map((ms) => `${ms / 1000}${unit}`),
    ),
  );
});
