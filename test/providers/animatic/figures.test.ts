import { describe, expect, it, test } from 'vitest';
import type { Figure, Picture } from '../../../src/model/generation.ts';
import { createCast, moveActor } from '../../../src/providers/animatic/draw/cast.ts';
import { type Act, toBeats } from '../../../src/providers/animatic/draw/figure/action.ts';
import { STANDING } from '../../../src/providers/animatic/draw/figure/body-pose.ts';
import { motionAt } from '../../../src/providers/animatic/draw/figure/motion.ts';
import { toSkeleton } from '../../../src/providers/animatic/draw/figure/skeleton.ts';
import { toTraits } from '../../../src/providers/animatic/draw/figure/traits.ts';
import { type Framable, type Subject, toFraming } from '../../../src/providers/animatic/draw/framing.ts';
import { mountUp } from '../../../src/providers/animatic/draw/mount-up.ts';
import { isMount, toMounts } from '../../../src/providers/animatic/draw/mounts.ts';
import { MARA, TOM, picture } from './setup.ts';
import { difference, paint } from './pixels.ts';

const SIZE = { width: 320, height: 180 };
const figure = (look: string, rest: Partial<Figure> = {}): Figure => ({ ...MARA, look, wardrobe: null, ...rest });
const still = async (change: Partial<Picture>, size = SIZE): Promise<Buffer> => {
  const [pixels] = await paint(picture({ place: { id: 'field', look: 'meadow' }, heading: null, ...change }), [10], {
    size,
  });
  return pixels!;
};

describe('who is drawn', () => {
  test.each([
    ['small orange and white clownfish', 'fish'],
    ['large snowy owl, yellow eyes', 'owl'],
    ['old lion', 'lion'],
    ['baby elephant', 'elephant'],
    ['tall silver robot with glowing blue eyes', 'robot'],
    ['robot boy', 'robot'],
    ['king penguin', 'penguin'],
    ['old sailor with a parrot on his shoulder', 'human'],
    ['girl about 8, mouse-brown hair, cat on her arm', 'human'],
    ['a bear of a man, black beard', 'human'],
    ['woman with fox-red hair', 'human'],
  ])('%s is a %s', (look, species) => {
    expect(toTraits(figure(look)).species).toBe(species);
  });

  test.each([
    ['large snowy owl, yellow eyes', [236, 238, 240]],
    ['black cat with green eyes', [36, 38, 44]],
    ['small orange and white clownfish', [224, 129, 47]],
  ])('%s has its own coat', (look, color) => {
    expect(toTraits(figure(look)).skin).toEqual(color);
  });

  it.each([
    ['woman about 30', 'woman about 30 in a wheelchair'],
    ['woman about 30, wearing a blue hijab', 'woman about 30, wearing a blue headscarf'],
    ['lion', 'lioness'],
    ['horse', 'stag'],
    ['horse', 'elephant'],
    ['penguin', 'owl'],
    ['fish', 'crow'],
    ['tiger', 'panther'],
  ])('%s does not look like %s', async (one, other) => {
    const wide = { slate: null, framing: { size: 'medium-wide', angle: 'eye', lensMm: null } } as const;
    const shots = [
      await still({ ...wide, figures: [figure(one)] }),
      await still({ ...wide, figures: [figure(other)] }),
    ] as const;
    expect(difference(...shots)).toBeGreaterThan(0.3);
  });

  it('shorts show the knees', async () => {
    const legs = { slate: null, framing: { size: 'wide', angle: 'eye', lensMm: null } } as const;
    const dressed = (wardrobe: string) => still({ ...legs, figures: [figure('woman about 30', { wardrobe })] });
    expect(difference(await dressed('white shorts'), await dressed('white trousers'))).toBeGreaterThan(0.02);
  });

  it('names go with the slate', async () => {
    const named = (name: string, slate: Picture['slate']) => still({ figures: [{ ...MARA, name }], slate });
    const slate = picture().slate;
    expect(difference(await named('Mara', slate), await named('Öztürk', slate))).toBeGreaterThan(0);
    expect((await named('Mara', null)).equals(await named('Öztürk', null))).toBe(true);
  });
});

describe('who is mounted', () => {
  const STAR = { ...TOM, id: 'star', name: 'Star', look: 'white horse', wardrobe: null };
  const castOf = (change: Partial<Picture>) => {
    const shot = picture({ place: { id: 'field', look: 'meadow' }, heading: null, ...change });
    return mountUp(createCast(shot, { num: 24, den: 1 }), shot);
  };

  it('sits on the animal of the picture, which goes along under it', () => {
    const [rider, horse] = castOf({ figures: [MARA, STAR], action: 'Mara rides Star over the meadow.' });
    expect(rider?.mount).toMatchObject({ kind: 'animal', figure: { id: 'star' } });
    expect(horse?.beats.map(({ act }) => act)).toEqual(['walk']);
    expect(horse?.heading).toBe(rider?.heading);
    const [at, under] = [moveActor(rider!, 1, 4), moveActor(horse!, 1, 4)];
    expect(at.pose.x).toBeCloseTo(under.pose.x);
    expect(at.pose.lift).toBeGreaterThan(0.4);
  });

  it('sits on a bicycle of the picture, which lies nowhere else', () => {
    const bike = { id: 'bike', look: 'red bicycle' };
    const change = { props: [bike], action: 'Mara rides the bicycle.' };
    const [rider] = castOf(change);
    expect(rider?.mount).toMatchObject({ kind: 'bicycle' });
    const shot = picture({ figures: [MARA], ...change });
    expect(toMounts(shot).get('mara')).toMatchObject({ kind: 'bicycle', prop: { id: 'bike' } });
    expect(isMount('bike', toMounts(shot))).toBe(true);
  });

  it('is brought a horse that nobody listed, and goes on foot where nothing is told', () => {
    expect(castOf({ figures: [MARA], action: 'Mara rides a pony.' })).toHaveLength(2);
    const [walker] = castOf({ figures: [MARA], action: 'Mara rides away.' });
    expect(walker?.mount).toBe(null);
    expect(moveActor(walker!, 1, 4).pose.ride).toBe(0);
  });
});

describe('what is done', () => {
  const actOf = (action: string): Act | undefined => toBeats(picture({ action }), MARA)[0]?.act;
  test.each<readonly [string, Act]>([
    ['Mara lies in bed.', 'bed'],
    ['Mara rides the horse along the beach.', 'ride'],
    ['Mara cycles uphill.', 'ride'],
    ['Mara gallops along the beach on a horse.', 'ride'],
    ['Mara rides the bus.', 'idle'],
    ['Mara skateboards down the street.', 'glide'],
    ['Mara puts her skis in the car.', 'give'],
    ['Mara swims a length of the pool.', 'swim'],
    ['Mara dives behind the sofa.', 'idle'],
    ['Mara floats in the capsule.', 'drift'],
    ['Mara talks on the phone.', 'phone'],
    ['Mara punches the wall.', 'fight'],
    ['Mara draws her gun.', 'aim'],
    ['Mara draws a map.', 'write'],
    ['Mara plays the old guitar.', 'play'],
    ['Mara plays with the cat.', 'idle'],
    ['Mara drives through the night.', 'drive'],
    ['Mara sits at the wheel and throws a bowl.', 'sit'],
    ['Mara sleeps in the bunk.', 'bed'],
    ['Mara wakes up on the sofa.', 'bed'],
    ['Mara lies on the floor.', 'lie'],
    ['Mara sleeps.', 'lie'],
    ['Mara sleeps in the armchair.', 'rest'],
    ['Mara dozes.', 'rest'],
    ['Mara rests her head on his shoulder.', 'lean'],
    ['Mara lies to Tom.', 'idle'],
    ['Mara looks at the letter that lies there.', 'idle'],
    ['Mara kicks the ball.', 'kick'],
    ['Mara rolls across the field.', 'walk'],
    ['Mara swims.', 'swim'],
  ])('%s', (action, act) => {
    expect(actOf(action)).toBe(act);
  });

  it('somebody who lies is long and low', () => {
    const mover = {
      rest: 0,
      partner: 0,
      heading: 1,
      reachMetres: 0,
      holdsHigh: false,
      mount: null,
      swimMetres: 0,
      seed: 1,
      holds: false,
      isSpeaking: () => false,
    } as const;
    const beat = { from: 0, to: 1, act: 'lie', gaze: 'ahead', mood: 'calm', nod: null } as const;
    const { pose } = motionAt({ ...mover, beats: [beat] }, 1, 4);
    const traits = toTraits(figure('woman about 30'));
    const body = toSkeleton(traits, { x: 0, y: 0, z: 0 }, pose, 0);
    const stands = toSkeleton(traits, { x: 0, y: 0, z: 0 }, STANDING, 0);
    expect(body.head.y).toBeLessThan(0.35);
    expect(Math.abs(body.head.x - body.leftLeg.ankle.x)).toBeGreaterThan(stands.head.y * 0.75);
  });
});

describe('a frame', () => {
  const stage = { depthMetres: 60, isInterior: false, heightMetres: 60 };
  const subject = (x: number, height: number): Subject => ({
    x,
    z: 0,
    height,
    halfWidth: height * 0.31,
    body: height,
    lowY: null,
  });
  const frame = (subjects: readonly [Subject, ...Subject[]], size: Picture['framing']['size'], picture_ = SIZE) => {
    const framable: Framable = { all: subjects, main: subjects[0], shoulder: null, insert: null };
    const { target, span } = toFraming({ size, angle: 'eye', lensMm: null }, framable, stage, picture_, 0);
    const half = (span * picture_.width) / picture_.height / 2;
    return { left: target.x - half, right: target.x + half, top: target.y + span / 2, low: target.y - span / 2, span };
  };

  test.each([
    ['landscape', SIZE],
    ['portrait', { width: 180, height: 320 }],
    ['square', { width: 200, height: 200 }],
  ])('a medium shot holds the heads of a tall and a small one, %s', (_, size) => {
    const [tall, small] = [subject(-0.44, 1.7), subject(0.44, 1.1)];
    const seen = frame([tall, small], 'medium', size);
    expect(seen.left).toBeLessThan(-0.6);
    expect(seen.right).toBeGreaterThan(0.6);
    expect(seen.top).toBeGreaterThan(1.7);
    expect(seen.low).toBeLessThan(0.85);
  });

  it('a medium shot of one in a crowd stays one', () => {
    const crowd = [0, 1, 2, 3, 4, 5].map((index) => subject(index * 0.8, 1.7));
    const [first = subject(0, 1.7), ...others] = crowd;
    expect(frame([first, ...others], 'medium').span).toBe(frame([first], 'medium').span);
  });

  it('whoever lies is neither below the camera nor out of the picture', async () => {
    for (const size of ['wide', 'medium', 'close-up'] as const) {
      for (const angle of ['eye', 'low', 'ground', 'high'] as const) {
        const shot = { framing: { size, angle, lensMm: null }, slate: null, action: 'Mara lies in the grass.' };
        const [lies, nobody] = [await still({ ...shot, figures: [MARA] }), await still({ ...shot, figures: [] })];
        expect(difference(lies, nobody), `${size} ${angle}`).toBeGreaterThan(1);
      }
    }
  });

  it('holds who lies in bed and who stands beside', async () => {
    const room = {
      place: { id: 'bedroom', look: 'small bedroom' },
      framing: { size: 'wide', angle: 'eye', lensMm: null },
      slate: null,
    } as const;
    const both = await still({ ...room, figures: [MARA, TOM], action: 'Mara sleeps in bed. Tom stands there.' });
    const alone = await still({ ...room, figures: [MARA], action: 'Mara sleeps in bed.' });
    expect(difference(both, alone)).toBeGreaterThan(1);
  });
});

describe('a place', () => {
  const seen = (id: string, look: string, heading: string | null = null) =>
    still({ place: { id, look }, heading, figures: [], slate: null, time: 'day' });
  it('is under water, on the moon, a market, a pitch, a court or a castle where its words say so', async () => {
    const places = [
      await seen('reef', 'underwater coral reef'),
      await seen('moon', 'surface of the moon'),
      await seen('market', 'crowded street market'),
      await seen('field', 'football field, goal posts'),
      await seen('court', 'courtroom'),
      await seen('castle', 'great hall of a castle'),
      await seen('field', 'meadow'),
    ];
    places.forEach((one, index) => {
      for (const [offset, other] of places.slice(index + 1).entries())
        expect(difference(one, other), `${index} and ${index + 1 + offset}`).toBeGreaterThan(4);
    });
  });

  it('is itself under a heading that does not know it, and words inside words name nothing', async () => {
    const carriage = await seen('subway', 'subway train carriage, poles and seats', 'INT. TRAIN - DAY');
    expect(
      difference(carriage, await seen('subway', 'subway train carriage, poles and seats', 'EXT. ELSEWHERE - DAY')),
    ).toBe(0);
  });
});
