import type { Endpoint } from '../../src/providers/endpoint.ts';

/** Every field that a body for this endpoint can have. */
export function fieldsOf(endpoint: Endpoint): readonly string[] {
  const { prompt, avoid, seed, start, end, video, audio, size, sound, fixed = {} } = endpoint;
  const nested = [endpoint.references, endpoint.length, endpoint.aspect, endpoint.resolution, endpoint.fps];
  const more = [endpoint.camera, endpoint.motion, endpoint.finish, endpoint.voice];
  return [
    ...[prompt, avoid, seed, start, end, video, audio, size, sound].filter((field) => field !== undefined),
    ...[...nested, ...more].flatMap((one) => one?.field.split('.')[0] ?? []),
    ...Object.keys(fixed),
  ];
}
