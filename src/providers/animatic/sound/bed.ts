import type { MusicRequest } from '../../../model/generation.ts';
import { synthesiseAmbience } from './ambience.ts';
import { synthesiseMusic } from './music.ts';
import { toPcm, toSampleCount } from './wav.ts';

/** Scratch music or ambience of exactly the asked length. Long beds repeat one cycle, which is made to join with itself. */
export function synthesiseBed(request: MusicRequest, sampleRate: number): Int16Array {
  const samples = toSampleCount(request.lengthMs, sampleRate);
  const synthesise = request.role === 'music' ? synthesiseMusic : synthesiseAmbience;
  const cycle = toPcm(synthesise(request, sampleRate, samples));
  const bed = new Int16Array(samples);
  for (let at = 0; at < samples; at += Math.max(1, cycle.length))
    bed.set(cycle.subarray(0, Math.min(cycle.length, samples - at)), at);
  return bed;
}
