import type { DocumentPath, Problem } from '../model/problem.ts';
import type { Fps } from '../model/time.ts';
import { warningAt } from './problems.ts';
import { countText, secondsToText } from './words.ts';

const MS_PER_WORD = 385; // about 2.6 words a second
/** Scripts that write no spaces between words, by the time a character takes. */
const UNSPACED = [
  { pattern: /[\p{Script=Han}\p{Script=Hangul}]/gu, msPerCharacter: 210 },
  { pattern: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu, msPerCharacter: 140 },
  { pattern: /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu, msPerCharacter: 85 },
] as const;
const ALL_UNSPACED =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’\-.]*/gu;
const SHORT_PAUSE = /[,;:،、，；：—–](?=\s*\S)/gu;
const LONG_PAUSE = /(?:[.!?…؟।]+(?=\s+\S)|[。！？](?=\s*\S))/gu;
const SHORT_PAUSE_MS = 150;
const LONG_PAUSE_MS = 300;
const SHORTEST_MS = 400;

const GAP_MS = 250;
const LEAST_GAP_MS = 80;
const LEAD_IN_MS = 400;
const AIR_MS = 1000;
const FASTEST = 1.25;

/** How long a line takes when spoken unhurried: words, digits by twos, characters where no spaces are written, pauses. */
export function estimateSpeechMs(words: string): number {
  let ms = 0;
  for (const { pattern, msPerCharacter } of UNSPACED) ms += countOf(words, pattern) * msPerCharacter;
  for (const [word] of words.replace(ALL_UNSPACED, ' ').matchAll(WORD)) {
    const digits = countOf(word, /\p{N}/gu);
    ms += MS_PER_WORD * Math.max(1, Math.ceil(digits / 2));
  }
  ms += countOf(words, SHORT_PAUSE) * SHORT_PAUSE_MS + countOf(words, LONG_PAUSE) * LONG_PAUSE_MS;
  return Math.max(SHORTEST_MS, ms);
}

/** What `duration: auto` asks for: the lines with gaps and a second of air; null without lines. */
export function speechFrames(estimatesMs: readonly number[], fps: Fps): number | null {
  if (estimatesMs.length === 0) return null;
  const ms = estimatesMs.reduce((sum, estimate) => sum + estimate, 0) + GAP_MS * (estimatesMs.length - 1) + AIR_MS;
  return toFrames(ms, fps);
}

export type SpeakingShot = {
  readonly id: string;
  readonly path: DocumentPath;
  readonly fromFrame: number;
  readonly frames: number;
  readonly estimatesMs: readonly number[];
};
export type Slot = { readonly fromFrame: number; readonly frames: number };

/**
 * Gives every line a slot on the film, one after the other inside its shot. Lines that do not fit are spoken up to 1.25
 * times as fast, then run on into a silent shot after it, then begin in a silent shot before it; what is missing then is
 * a warning. Slots never overlap unless a film has fewer frames than lines, and the film's length never changes.
 */
export function laySpeech(
  shots: readonly SpeakingShot[],
  filmFrames: number,
  fps: Fps,
): { readonly slots: readonly (readonly Slot[])[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  let freeFrom = 0;
  const slots = shots.map((shot, index) => {
    if (shot.estimatesMs.length === 0) return [];
    const laid = layShot(
      shot,
      { previous: shots[index - 1], next: shots[index + 1], freeFrom, filmFrames, fps },
      problems,
    );
    const last = laid.at(-1);
    if (last !== undefined) freeFrom = last.fromFrame + last.frames;
    return laid;
  });
  return { slots, problems };
}

type Surroundings = {
  readonly previous: SpeakingShot | undefined;
  readonly next: SpeakingShot | undefined;
  /** Film frame from which nobody speaks any more. */
  readonly freeFrom: number;
  readonly filmFrames: number;
  readonly fps: Fps;
};

function layShot(shot: SpeakingShot, around: Surroundings, problems: Problem[]): readonly Slot[] {
  const { fps, filmFrames } = around;
  const count = shot.estimatesMs.length;
  const wanted = shot.estimatesMs.map((ms) => toFrames(ms, fps));
  const fastest = shot.estimatesMs.map((ms) => toFrames(ms / FASTEST, fps));
  const gap = toFrames(GAP_MS, fps);
  const leastGap = toFrames(LEAST_GAP_MS, fps);
  const wantedTotal = sum(wanted) + gap * (count - 1);
  const leastTotal = sum(fastest) + leastGap * (count - 1);

  let from = Math.max(shot.fromFrame, around.freeFrom);
  let to = Math.min(shot.fromFrame + shot.frames, filmFrames);
  if (wantedTotal <= to - from) {
    const leadIn = Math.min(Math.floor((to - from - wantedTotal) / 2), toFrames(LEAD_IN_MS, fps));
    return placed(from + leadIn, wanted, gap);
  }
  const lag = Math.min(Math.max(0, leastTotal - (to - from)), roomAfter(around.next, to));
  to += lag;
  const lead = Math.min(Math.max(0, leastTotal - (to - from)), roomBefore(around, from));
  from -= lead;
  const room = to - from;
  if (leastTotal <= room) return placedWithin(from, room, { wanted, fastest, gap, leastGap });

  problems.push(tooMuchSpeech(shot, leastTotal, Math.max(0, room), fps));
  return squeezed(Math.min(from, filmFrames - 1), Math.max(room, count), fastest, filmFrames);
}

function roomAfter(next: SpeakingShot | undefined, to: number): number {
  if (next === undefined || next.estimatesMs.length > 0) return 0;
  return Math.max(0, next.fromFrame + next.frames - to);
}

function roomBefore({ previous, freeFrom }: Surroundings, from: number): number {
  if (previous === undefined || previous.estimatesMs.length > 0) return 0;
  return Math.max(0, from - Math.max(previous.fromFrame, freeFrom));
}

function placed(from: number, lengths: readonly number[], gap: number): readonly Slot[] {
  let cursor = from;
  return lengths.map((frames) => {
    const slot = { fromFrame: cursor, frames };
    cursor += frames + gap;
    return slot;
  });
}

type Lengths = {
  readonly wanted: readonly number[];
  readonly fastest: readonly number[];
  readonly gap: number;
  readonly leastGap: number;
};

/** Between unhurried and fastest, all lines at the same rate, so that they fill the room. */
function placedWithin(from: number, room: number, { wanted, fastest, gap, leastGap }: Lengths): readonly Slot[] {
  const most = sum(wanted) + gap * (wanted.length - 1);
  const least = sum(fastest) + leastGap * (wanted.length - 1);
  const share = most === least ? 0 : Math.max(0, (room - least) / (most - least));
  const lengths = wanted.map((frames, index) => {
    const quick = fastest[index] ?? frames;
    return quick + Math.floor((frames - quick) * share);
  });
  return placed(from, lengths, leastGap + Math.floor((gap - leastGap) * share));
}

/** Cut to the room there is, without gaps, at least a frame each, never beyond the film. */
function squeezed(from: number, room: number, fastest: readonly number[], filmFrames: number): readonly Slot[] {
  const total = sum(fastest);
  const end = Math.min(filmFrames, from + room);
  let cursor = from;
  let spoken = 0;
  return fastest.map((frames) => {
    spoken += frames;
    const fromFrame = Math.min(cursor, Math.max(0, end - 1));
    cursor = Math.max(fromFrame + 1, from + Math.floor((spoken * (end - from)) / total));
    return { fromFrame, frames: Math.max(1, Math.min(cursor, end) - fromFrame) };
  });
}

function tooMuchSpeech(shot: SpeakingShot, neededFrames: number, roomFrames: number, fps: Fps): Problem {
  const seconds = (frames: number): string => secondsToText(Math.ceil((frames * fps.den * 10) / fps.num) / 10);
  const missing = seconds(neededFrames - roomFrames);
  const count = shot.estimatesMs.length;
  const spoken = `${countText(count, 'line')} ${count === 1 ? 'takes' : 'take'}`;
  return warningAt({
    code: 'speech_too_long',
    path: [...shot.path, 'say'],
    message: `${shot.id} has more speech than time: ${spoken} ${seconds(neededFrames)} at their fastest, there are ${seconds(roomFrames)}; ${missing} are missing`,
    expected: 'speech that fits into the shot and its silent neighbours',
    fix: `write \`duration: auto\`, make ${shot.id} ${missing} longer, or say less`,
  });
}

function toFrames(ms: number, fps: Fps): number {
  return Math.max(1, Math.ceil((ms * fps.num) / (fps.den * 1000)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
