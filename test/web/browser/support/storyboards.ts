type Wish = {
  readonly title?: string;
  readonly shots?: number;
  /** Options of the animatic, such as `delay=500ms`. */
  readonly animatic?: string;
};

/** A small film in two scenes: shots `a1`, `a2`, … of two seconds each, in a size that is drawn at once. */
export function smallFilm({ title = 'The Small Film', shots = 4, animatic = '' }: Wish = {}): string {
  const half = Math.ceil(shots / 2);
  const lines = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, index) => toShot(from + index + 1)).join('');
  return `longtake: 1
title: ${JSON.stringify(title)}
size: 320x180
fps: 24
${animatic === '' ? '' : `models: {video: "animatic?${animatic}"}\n`}
characters:
  ada:
    look: woman about 40, short black hair
    wardrobe: {default: blue coat}
places:
  pier: {look: "wooden pier on a grey lake"}
defaults: {duration: 2s}

scenes:
  - id: first
    heading: EXT. PIER - DAY
    place: pier
    with: [ada]
    shots:
${lines(0, half)}
  - id: second
    heading: EXT. PIER - NIGHT
    place: pier
    with: [ada]
    shots:
${lines(half, shots)}`;
}

function toShot(number: number): string {
  return `      - id: a${number}
        frame: medium
        action: Ada takes step ${number}.
`;
}
