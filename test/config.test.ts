import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

describe('the file of prices', () => {
  test.each([
    ['what is named', { LONGTAKE_PRICES: './mine.json', HOME: '/home/mara' }, './mine.json'],
    ['among the settings', { XDG_CONFIG_HOME: '/settings', HOME: '/home/mara' }, '/settings/longtake/prices.json'],
    ['in the home folder', { HOME: '/home/mara' }, '/home/mara/.config/longtake/prices.json'],
    [
      'in the home folder where the settings are no whole path',
      { XDG_CONFIG_HOME: 'x', HOME: '/h' },
      '/h/.config/longtake/prices.json',
    ],
    [
      'in the home folder where nothing is named',
      { LONGTAKE_PRICES: '', HOME: '/h' },
      '/h/.config/longtake/prices.json',
    ],
    ['nowhere without either', {}, null],
  ])('is %s', (_, environment, file) => {
    expect(readConfig(environment).pricesFile).toBe(file);
  });

  test('has a name that a typo is told from', () => {
    expect(() => readConfig({ LONGTAKE_PRICE: 'x' })).toThrow('Did you mean LONGTAKE_PRICES?');
  });
});
