import type { Picture } from '../../../model/generation.ts';
import type { Realm } from './set/place.ts';
import { type Rgb, findColor, lighten, mix, multiply, saturate, toCss, toRgb } from './color.ts';

export type Weather = {
  readonly rain: number;
  readonly snow: number;
  readonly fog: number;
  readonly wind: number;
  readonly lightning: boolean;
  readonly clouds: number;
};
/** How a world is lit: the sky, what light does to colours, and what the lens adds. */
export type Light = {
  readonly realm: Realm;
  readonly time: TimeOfDay;
  readonly weather: Weather;
  readonly skyTop: Rgb;
  readonly skyMiddle: Rgb;
  readonly horizon: Rgb;
  /** Sun or moon; null when clouds hide it. */
  readonly orb: {
    readonly kind: 'sun' | 'moon';
    readonly color: Rgb;
    readonly azimuth: number;
    readonly height: number;
  } | null;
  readonly stars: number;
  /** What a white surface looks like. */
  readonly ambient: Rgb;
  /** The colour of the light that rims figures. */
  readonly key: Rgb;
  readonly rim: number;
  readonly haze: Rgb;
  /** Share of haze at 100 metres. */
  readonly hazeAt100: number;
  /** Windows and lamps are lit. */
  readonly lamps: boolean;
  readonly vignette: number;
  readonly isLowKey: boolean;
  readonly silhouette: boolean;
  /** A colour of the world as this light shows it, at a distance in metres. */
  readonly shade: (color: Rgb, distance?: number) => Rgb;
  readonly css: (color: Rgb, distance?: number) => string;
};
export type TimeOfDay = 'dawn' | 'day' | 'dusk' | 'night';

type Base = {
  readonly sky: readonly [string, string, string];
  readonly ambient: string;
  readonly key: string;
  readonly orb: Light['orb'];
};

const BASES: Readonly<Record<TimeOfDay, Base>> = {
  dawn: {
    sky: ['#5d7fae', '#d9a7ae', '#ffd9a6'],
    ambient: '#e3cdd2',
    key: '#ffd0a0',
    orb: { kind: 'sun', color: toRgb('#ffe6bd'), azimuth: -0.34, height: 0.07 },
  },
  day: {
    sky: ['#4f93cb', '#92c6e6', '#e4f0ea'],
    ambient: '#fbf7ee',
    key: '#fff6dc',
    orb: { kind: 'sun', color: toRgb('#fff8de'), azimuth: 0.42, height: 0.36 },
  },
  dusk: {
    sky: ['#33305f', '#b05a78', '#ffb070'],
    ambient: '#c3a0a8',
    key: '#ff9d5c',
    orb: { kind: 'sun', color: toRgb('#ffcf86'), azimuth: 0.3, height: 0.06 },
  },
  night: {
    sky: ['#0b1433', '#182a55', '#34507c'],
    ambient: '#7d8db8',
    key: '#a9c4f2',
    orb: { kind: 'moon', color: toRgb('#f2efdc'), azimuth: 0.36, height: 0.3 },
  },
};
const REALMS = {
  water: {
    top: toRgb('#7fd4d8'),
    middle: toRgb('#2f93b4'),
    horizon: toRgb('#1b5f8c'),
    ambient: toRgb('#a9dbe2'),
    key: toRgb('#d6fbf6'),
  },
  space: {
    top: toRgb('#04050b'),
    middle: toRgb('#070910'),
    horizon: toRgb('#0c0e18'),
    ambient: toRgb('#f4f3ee'),
    key: toRgb('#ffffff'),
  },
} as const;
const NO_WEATHER: Weather = { rain: 0, snow: 0, fog: 0, wind: 0.1, lightning: false, clouds: 0 };
const GOLDEN = toRgb('#ffc983');

/** Reads time, weather, light and style out of a picture's words. */
export function toLight(picture: Picture, isInterior: boolean, realm: Realm = 'air'): Light {
  const words = [picture.time, picture.light, picture.heading, picture.place?.look, picture.action]
    .join(' ')
    .toLowerCase();
  const lightWords = (picture.light ?? '').toLowerCase();
  const time = toTime([picture.time, picture.heading, picture.light].join(' ').toLowerCase());
  const weather = realm === 'air' ? toWeather(words) : NO_WEATHER;
  const base = BASES[time];
  const isGolden = /golden|low (amber )?sun|gold from|late sun|magic hour/u.test(words);
  const isBlue = /blue hour|moonlight|cold|blue light/u.test(lightWords);
  const tinted = toTint(`${picture.style ?? ''} ${lightWords}`.toLowerCase());
  const isLowKey = /low-key|low key|one (warm )?lamp|single|candle|in shadow|noir|dim|chiaroscuro|dark/u.test(
    lightWords,
  );
  const isHighKey = /high-key|high key|bright|white sun|overexposed|silver daylight/u.test(lightWords);
  const grey = Math.max(weather.clouds, weather.fog * 0.8);

  const overcast = (color: Rgb, to: string): Rgb =>
    mix(color, mix(toRgb(to), color, time === 'day' ? 0.1 : 0.4), grey * 0.8);
  const cloudTone = { dawn: '#9c939c', day: '#9aa6ae', dusk: '#5d4f62', night: '#1c2538' }[time];
  let skyTop = overcast(toRgb(base.sky[0]), cloudTone);
  let skyMiddle = overcast(toRgb(base.sky[1]), cloudTone);
  let horizon = overcast(toRgb(base.sky[2]), cloudTone);
  let ambient = mix(toRgb(base.ambient), mix(toRgb(base.ambient), toRgb('#a9b2bb'), 0.7), grey * 0.7);
  let key = toRgb(base.key);
  if (/storm|black cloud|thunder/u.test(words)) {
    skyTop = lighten(skyTop, -0.4);
    skyMiddle = lighten(skyMiddle, -0.3);
    ambient = lighten(ambient, -0.14);
  }
  if (isGolden) {
    skyMiddle = mix(skyMiddle, GOLDEN, 0.5);
    horizon = mix(horizon, toRgb('#ffd190'), 0.7);
    ambient = mix(ambient, toRgb('#f3cf9c'), 0.5);
    key = toRgb('#ffc270');
  }
  const hued = findColor(lightWords);
  if (hued !== null && !isGolden) {
    horizon = mix(horizon, saturate(hued, 1.2), 0.28);
    skyMiddle = mix(skyMiddle, hued, 0.14);
    ambient = mix(ambient, lighten(hued, 0.55), 0.2);
  }
  if (isBlue) ambient = mix(ambient, toRgb('#9db4e0'), 0.35);
  if (isInterior) ambient = toIndoor(ambient, time, lightWords);
  if (isLowKey) ambient = lighten(ambient, -0.24);
  if (isHighKey) ambient = lighten(ambient, 0.4);

  if (tinted.strength > 0) ambient = mix(ambient, lighten(saturate(tinted.color, 1.1), 0.5), tinted.strength);
  if (realm !== 'air') {
    const other = REALMS[realm];
    const depth = time === 'night' ? 0.55 : time === 'day' ? 0 : 0.2;
    [skyTop, skyMiddle, horizon] = [
      lighten(other.top, -depth),
      lighten(other.middle, -depth),
      lighten(other.horizon, -depth),
    ];
    ambient = lighten(other.ambient, -depth * 0.8);
    key = other.key;
  }
  const haze = mix(horizon, skyMiddle, 0.35);
  const hazeAt100 =
    realm === 'water'
      ? 0.9999
      : realm === 'space'
        ? 0.02
        : Math.min(0.95, 0.34 + weather.fog * 0.6 + weather.rain * 0.22 + weather.snow * 0.25);
  const density = -Math.log(1 - hazeAt100) / 100;
  const silhouette = /silhouette|backlit|contre-jour/u.test(lightWords);
  const shade = (color: Rgb, distance = 0): Rgb => {
    const lit = multiply(
      saturate(color, tinted.saturation),
      silhouette && distance < 30 ? lighten(ambient, -0.75) : ambient,
    );
    return distance <= 0 ? lit : mix(lit, haze, 1 - Math.exp(-distance * density));
  };
  return {
    realm,
    time,
    weather,
    skyTop,
    skyMiddle,
    horizon,
    orb: realm !== 'air' || weather.clouds > 0.75 || base.orb === null ? null : base.orb,
    stars: realm === 'space' ? 1.6 : realm === 'air' && time === 'night' ? Math.max(0, 1 - weather.clouds * 1.3) : 0,
    ambient,
    key,
    rim: /rim|backlit|halo|edge light/u.test(lightWords) ? 0.9 : time === 'day' ? 0.25 : 0.5,
    haze,
    hazeAt100,
    lamps:
      time === 'night' ||
      time === 'dusk' ||
      isLowKey ||
      weather.clouds > 0.85 ||
      /lamp|lantern|candle|neon/u.test(lightWords),
    vignette: isLowKey ? 0.75 : isHighKey ? 0.12 : time === 'night' ? 0.5 : 0.32,
    isLowKey,
    silhouette,
    shade,
    css: (color, distance = 0) => toCss(shade(color, distance)),
  };
}

function toTime(words: string): TimeOfDay {
  if (/dusk|sunset|evening|twilight|sundown|magic hour|golden hour|nightfall/u.test(words)) return 'dusk';
  if (/night|midnight|moon|blue hour|after dark/u.test(words)) return 'night';
  if (/dawn|sunrise|daybreak|first light|early morning/u.test(words)) return 'dawn';
  return 'day';
}

function toWeather(words: string): Weather {
  const has = (pattern: RegExp): boolean => pattern.test(words);
  const storm = has(/storm(?! lantern)|thunder|tempest|gale|hurricane/u);
  const rain = storm ? 1 : has(/rain|downpour|drizzle|wet windows/u) ? (has(/drizzle|wet windows/u) ? 0.45 : 0.8) : 0;
  const snow = has(/snowfall|snowing|blizzard|snow falls|falling snow|winter/u) ? (has(/blizzard/u) ? 1 : 0.55) : 0;
  const fog = has(/fog|mist|haze|smoke/u) ? (has(/thick|dense|fog/u) ? 0.85 : 0.5) : 0;
  const overcast = has(/overcast|grey sky|gray sky|cloudy|black cloud/u) ? 0.8 : has(/cloud/u) ? 0.5 : 0.18;
  return {
    rain,
    snow,
    fog,
    wind: storm ? 1 : has(/wind|gust|breeze|kite/u) ? 0.6 : 0.15,
    lightning: has(/lightning|thunder/u),
    clouds: Math.max(storm ? 1 : 0, rain > 0 ? 0.85 : 0, snow > 0 ? 0.6 : 0, overcast),
  };
}

function toIndoor(ambient: Rgb, time: TimeOfDay, words: string): Rgb {
  if (/moonlight|no lamp|dark/u.test(words)) return mix(ambient, toRgb('#8497c4'), 0.5);
  const warm = { dawn: '#e6d2c4', day: '#fdf4e4', dusk: '#d8b096', night: '#e2bd98' }[time];
  return mix(ambient, toRgb(warm), time === 'night' ? 0.8 : 0.6);
}

/** What the style does to the whole picture. */
function toTint(words: string): { readonly color: Rgb; readonly strength: number; readonly saturation: number } {
  let saturation = 1;
  if (/black.and.white|monochrome|b&w|noir/u.test(words)) saturation = 0.06;
  else if (/muted|desaturated|faded|bleach|grain|bleak/u.test(words)) saturation = 0.8;
  else if (/vivid|saturated|technicolor|candy|neon|pop|cartoon/u.test(words)) saturation = 1.25;
  if (/sepia|vintage|old photograph/u.test(words))
    return { color: toRgb('#c99a5b'), strength: 0.2, saturation: saturation * 0.6 };
  if (/teal/u.test(words)) return { color: toRgb('#2f7c86'), strength: 0.16, saturation };
  const hue = findColor(words);
  return hue === null ? { color: [0, 0, 0], strength: 0, saturation } : { color: hue, strength: 0.12, saturation };
}
