type Wish = {
  readonly title?: string;
  readonly shots?: number;
  readonly scenes?: number;
  /** Options of the animatic, such as `delay=500ms`. */
  readonly animatic?: string;
};

/** A small film, in two scenes unless said otherwise: shots `a1`, `a2`, … of two seconds each, in a size that is drawn at once. */
export function smallFilm({ title = 'The Small Film', shots = 4, scenes = 2, animatic = '' }: Wish = {}): string {
  const each = Math.ceil(shots / scenes);
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
${Array.from({ length: scenes }, (_, index) => toScene(index, lines(index * each, Math.min(shots, (index + 1) * each)))).join('')}`;
}

function toScene(index: number, shots: string): string {
  return `  - id: scene${index + 1}
    heading: EXT. PIER - ${index % 2 === 0 ? 'DAY' : 'NIGHT'}
    place: pier
    with: [ada]
    shots:
${shots}`;
}

function toShot(number: number): string {
  return `      - id: a${number}
        frame: medium
        action: Ada takes step ${number}.
`;
}
