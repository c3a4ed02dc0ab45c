import type { Render, Shot } from '../api/contract.ts';

/** One stretch of the film, played from one file; without a file its picture is held for as long as it lasts. */
export type Item = {
  readonly key: string;
  readonly fromFrame: number;
  /** Where the next one begins. */
  readonly toFrame: number;
  readonly video: string | null;
  /** Where in the file the stretch begins. */
  readonly videoFromMs: number;
  readonly picture: string | null;
  readonly words: string;
};

/**
 * The shots' takes one after the other. Where two shots overlap, the later one has the picture from its first frame on;
 * where frames are inserted between them, the earlier one holds its last.
 */
export function toTakesList({ shotList, frames }: Pick<Render, 'shotList' | 'frames'>): readonly Item[] {
  const inOrder = shotList.toSorted((one, other) => one.fromFrame - other.fromFrame);
  return inOrder.map((shot, index) => ({
    key: shot.id,
    fromFrame: shot.fromFrame,
    toFrame: inOrder[index + 1]?.fromFrame ?? Math.max(frames, shot.fromFrame + shot.frames),
    video: shot.video ?? shot.drawing?.video ?? null,
    videoFromMs: shot.videoFromMs,
    picture: stillOf(shot),
    words: wordsOf(shot),
  }));
}

/** What is seen of a shot that does not move: of its take, or of what stands in for it. */
export function stillOf({ video, thumbnail, keyframe, drawing }: Shot): string | null {
  if (video !== null) return thumbnail ?? keyframe;
  return drawing?.thumbnail ?? keyframe ?? thumbnail;
}

/** A picture on the timeline, and the stretch that it stands for. */
export type StripPicture = {
  readonly key: string;
  readonly shot: Shot;
  readonly picture: string;
  readonly fromFrame: number;
  readonly toFrame: number;
};
/** More pictures than this would be too narrow to see. */
const MOST_PICTURES = 48;
/** Wide enough to tell places and people apart. */
const PICTURES_OF_MANY = 16;

/**
 * The pictures of a timeline: one for each shot, or, of a film with too many, equal stretches that show the shot in their
 * middle; `isDense`: there are so many.
 */
export function toStrip({ shotList, frames }: Pick<Render, 'shotList' | 'frames'>): {
  readonly pictures: readonly StripPicture[];
  readonly isDense: boolean;
} {
  const isDense = shotList.length > MOST_PICTURES;
  const stretches = isDense
    ? Array.from({ length: PICTURES_OF_MANY }, (_, index) => {
        const [fromFrame, toFrame] = [index, index + 1].map((edge) => Math.round((edge * frames) / PICTURES_OF_MANY));
        return { key: String(index), fromFrame: fromFrame ?? 0, toFrame: toFrame ?? frames };
      })
    : shotList.map(({ id, fromFrame }, index) => ({
        key: id,
        fromFrame,
        toFrame: shotList[index + 1]?.fromFrame ?? frames,
      }));
  const pictures = stretches.flatMap(({ key, fromFrame, toFrame }) => {
    const shot = shotList[indexAt(shotList, isDense ? (fromFrame + toFrame) >> 1 : fromFrame)];
    const picture = shot === undefined ? null : stillOf(shot);
    return shot === undefined || picture === null ? [] : [{ key, shot, picture, fromFrame, toFrame }];
  });
  return { pictures, isDense };
}

/** The film's own file as a list of one. */
export function toFilmList({ film, frames, poster, title }: Render): readonly Item[] {
  if (film === null) return [];
  return [
    { key: 'film', fromFrame: 0, toFrame: frames, video: film.url, videoFromMs: 0, picture: poster, words: title },
  ];
}

/** Index of the item that a frame belongs to; the first or the last one beyond the ends, -1 of none. */
export function indexAt(items: readonly { readonly fromFrame: number }[], frame: number): number {
  let [low, high] = [0, items.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((items[middle]?.fromFrame ?? 0) <= frame) low = middle;
    else high = middle - 1;
  }
  return items.length === 0 ? -1 : low;
}

function wordsOf(shot: Shot): string {
  return shot.action ?? shot.title;
}
