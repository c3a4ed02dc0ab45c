import { describe, expect, it } from 'vitest';
import type { Picture } from '../../../src/model/generation.ts';
import { MARA, TOM, picture } from './setup.ts';
import { SMALL, difference, paint } from './pixels.ts';

const still = async (change: Partial<Picture>, size = SMALL): Promise<Buffer> => {
  const [pixels] = await paint(picture({ slate: null, ...change }), [10], { size });
  return pixels!;
};
const place = (id: string, look: string | null = null): Partial<Picture> => ({ place: { id, look }, heading: null });

describe('the picture', () => {
  it('is the same for the same words, and does not depend on the order of frames', async () => {
    const shot = picture({ camera: { move: 'handheld', speed: 'fast' }, action: 'Mara walks. Lightning.' });
    const forwards = await paint(shot, [0, 7, 30]);
    const backwards = await paint(shot, [30, 7, 0]);
    forwards.forEach((frame, index) => expect(frame.equals(backwards[2 - index]!)).toBe(true));
  });

  it('shows every figure that is listed, and never another', async () => {
    const nobody = await still({ figures: [] });
    const mara = await still({ figures: [MARA] });
    const both = await still({ figures: [MARA, TOM], framing: { size: 'wide', angle: 'eye', lensMm: null } });
    const maraAlone = await still({ figures: [MARA], framing: { size: 'wide', angle: 'eye', lensMm: null } });
    expect(difference(nobody, mara)).toBeGreaterThan(8);
    expect(difference(both, maraAlone)).toBeGreaterThan(1.5);
  });

  it('keeps a place and a person as they are when another shot of the same world names them', async () => {
    const wide = { framing: { size: 'wide', angle: 'eye', lensMm: null } } as const;
    const first = await still({ ...wide, action: null, slate: null });
    const again = await still({ ...wide, action: null, slate: null, sound: 'wind', title: 'other' });
    expect(again.equals(first)).toBe(true);
    const changed = await still({ ...wide, figures: [{ ...MARA, wardrobe: 'red dress' }] });
    expect(difference(first, changed)).toBeGreaterThan(0.8);
  });

  it('changes with the time of day, the weather and the light', async () => {
    const base = place('beach', 'wide sandy beach');
    const looks = [
      { time: 'day' },
      { time: 'dusk' },
      { time: 'night' },
      { time: 'dawn' },
      { time: 'day', light: 'heavy rain' },
      { time: 'day', light: 'thick fog' },
      { time: 'day', light: 'silhouette' },
      { time: 'day', light: 'low-key' },
    ];
    const shots = await Promise.all(looks.map((look) => still({ ...base, ...look })));
    shots.forEach((one, index) => {
      for (const [offset, other] of shots.slice(index + 1).entries()) {
        expect(difference(one, other), JSON.stringify([looks[index], looks[index + 1 + offset]])).toBeGreaterThan(2);
      }
    });
    const brightness = (pixels: Buffer): number => pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    expect(brightness(shots[2]!)).toBeLessThan(brightness(shots[0]!) * 0.75);
  });

  it('knows many places, and has a fixed set for words that it does not know', async () => {
    const places = [
      'kitchen',
      'forest',
      'street',
      'beach',
      'train carriage',
      'spaceship',
      'church',
      'cave',
      'desert',
      'library',
      'jetty',
      'rooftop',
      'hospital',
      'lamp room',
      'garden',
    ];
    const shots = await Promise.all(places.map((id) => still({ ...place(id), time: 'day', figures: [] })));
    shots.forEach((one, index) => {
      for (const [offset, other] of shots.slice(index + 1).entries()) {
        expect(difference(one, other), `${places[index]} and ${places[index + 1 + offset]}`).toBeGreaterThan(4);
      }
    });
    const unknown = await still(place('qwx', 'zorbl of vump'));
    expect((await still(place('qwx', 'zorbl of vump'))).equals(unknown)).toBe(true);
    expect((await still({ place: null, heading: null, figures: [] })).length).toBe(SMALL.width * SMALL.height * 4);
  });

  it('moves the mouth while a line is heard, and the words of a silent figure move nobody', async () => {
    const close = { framing: { size: 'close-up', angle: 'eye', lensMm: null } } as const;
    const line = { who: 'mara', words: 'Ah, so far apart', fromFrame: 0, frames: 48, onScreen: true };
    const speaking = picture({ ...close, slate: null, speech: [line] });
    const off = picture({ ...close, slate: null, speech: [{ ...line, onScreen: false }] });
    const silent = picture({ ...close, slate: null, speech: [] });
    const frames = [6, 9, 12, 15, 18];
    const [heard, unseen, quiet] = await Promise.all([
      paint(speaking, frames),
      paint(off, frames),
      paint(silent, frames),
    ]);
    expect(Math.max(...frames.map((_, index) => difference(heard[index]!, quiet[index]!)))).toBeGreaterThan(0.3);
    frames.forEach((_, index) => expect(unseen[index]!.equals(quiet[index]!)).toBe(true));
  });

  it('draws props in hands, on tables, in the air, large in an insert, and parcels for what it does not know', async () => {
    const with_ = (id: string, size: Picture['framing']['size'] = 'medium'): Promise<Buffer> =>
      still({
        props: [{ id, look: null }],
        framing: { size, angle: 'eye', lensMm: null },
        action: `Mara holds the ${id}.`,
      });
    for (const id of ['key', 'lantern', 'kite', 'gizmotron']) {
      const without = await still({ action: `Mara holds the ${id}.` });
      expect(difference(await with_(id), without), id).toBeGreaterThan(0.1);
    }
    expect(difference(await with_('key', 'insert'), await with_('cup', 'insert'))).toBeGreaterThan(3);
    const parcel = await with_('gizmotron', 'insert');
    for (const id of ['pan', 'gavel', 'teddy', 'football', 'basket', 'spade', 'bicycle', 'shield', 'trumpet'])
      expect(difference(await with_(id, 'insert'), parcel), id).toBeGreaterThan(1.5);
  });

  it('acts as the action says', async () => {
    const wide = { framing: { size: 'wide', angle: 'eye', lensMm: null } } as const;
    const acts = ['stands', 'walks', 'runs', 'sits down', 'waves', 'dances', 'sleeps', 'points', 'jumps', 'rows'];
    const shots = await Promise.all(acts.map((act) => still({ ...wide, action: `Mara ${act}.` })));
    shots.forEach((one, index) => {
      for (const [offset, other] of shots.slice(index + 1).entries()) {
        expect(difference(one, other), `${acts[index]} and ${acts[index + 1 + offset]}`).toBeGreaterThan(0.1);
      }
    });
  });

  it('runs the slate with the film, and leaves it out when it is switched off', async () => {
    const on = picture({ kind: 'still' });
    const [zero, later] = await paint(on, [0, 25], { size: { width: 640, height: 360 } });
    const [off] = await paint({ ...on, slate: null }, [0], { size: { width: 640, height: 360 } });
    const corner = (pixels: Buffer): Buffer => pixels.subarray(320 * 640 * 4);
    expect(difference(corner(zero!), corner(later!))).toBeGreaterThan(0.01);
    expect(difference(corner(zero!), corner(off!))).toBeGreaterThan(0.5);
  });

  it('holds a still picture still', async () => {
    const held = picture({
      kind: 'still',
      slate: null,
      action: 'Mara dances.',
      camera: { move: 'pan_left', speed: 'fast' },
    });
    const [first, last] = await paint(held, [0, 95]);
    expect(last!.equals(first!)).toBe(true);
  });

  it('moves what the motion brush marks and leaves the rest', async () => {
    const frozen = picture({ kind: 'still', slate: null });
    const brushed: Picture = {
      ...frozen,
      motion: [
        {
          region: [0.3, 0.2, 0.3, 0.5],
          path: [
            [0.4, 0.4],
            [0.6, 0.4],
          ],
        },
      ],
    };
    const [plain] = await paint(frozen, [95]);
    const [moved] = await paint(brushed, [95]);
    expect(difference(plain!, moved!)).toBeGreaterThan(1);
    expect(difference(plain!.subarray(80 * 160 * 4), moved!.subarray(80 * 160 * 4))).toBe(0);
  });

  it.each([
    'The Last Keeper',
    'A title so long that it has to be wrapped into several lines to be read at all by anybody in the room',
    'Supercalifragilisticexpialidociousandmuchmuchlongerthanthat',
    '"100%" — it\'s: {eif} \\N <b>&amp;</b> $(date)',
    'نور الهدى',
    'דב: בן־עמי',
    '日本語の題名がとても長くて一行には収まらない場合でも読めるように折り返す',
    '👨‍🍳🔥 한국어',
    '',
  ])('writes a card: %s', async (title) => {
    const [card] = await paint(picture({ kind: 'card', title, slate: null }), [40]);
    const [empty] = await paint(picture({ kind: 'card', title: '', slate: null }), [40]);
    if (title !== '') expect(difference(card!, empty!)).toBeGreaterThan(0.2);
    // Nothing runs out of the picture: the outermost columns are those of the empty card.
    for (let y = 0; y < SMALL.height; y += 1) {
      const left = y * SMALL.width * 4;
      expect(card!.subarray(left, left + 8).equals(empty!.subarray(left, left + 8))).toBe(true);
    }
  });

  it('survives names, looks and actions of every kind', async () => {
    const hostile = [
      "%{pts}:100%\\:[out];'drawtext=x",
      'نور',
      '鲍 小龙 👨‍🍳',
      '',
      ' ',
      '\u0000\u202e',
      'constructor',
      '(((',
      'x'.repeat(5_000),
    ];
    for (const text of hostile) {
      const figure = { ...MARA, id: text, name: text, look: text, wardrobe: text };
      await expect(
        still({
          figures: [figure],
          action: text,
          light: text,
          time: text,
          style: text,
          props: [{ id: text, look: text }],
          place: { id: text, look: text },
        }),
      ).resolves.toBeDefined();
    }
  });

  it('draws crowds, animals and machines at every size', async () => {
    const crowd = Array.from({ length: 14 }, (_, index) => ({
      ...TOM,
      id: `f${index}`,
      name: `Figure ${index}`,
      look: ['cat', 'robot', 'old man, white beard', 'dog', 'bird', 'ghost', 'horse'][index % 7]!,
    }));
    for (const size of ['wide', 'close-up', 'over-the-shoulder', 'insert', 'pov'] as const) {
      for (const angle of ['eye', 'overhead', 'ground'] as const) {
        await expect(still({ figures: crowd, framing: { size, angle, lensMm: null } })).resolves.toBeDefined();
      }
    }
  });
});
