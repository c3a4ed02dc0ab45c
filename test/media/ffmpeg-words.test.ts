import { expect, test } from 'vitest';
import { firstLines } from '../../src/media/ffmpeg.ts';

test('what ffmpeg said is told once, without the names and addresses of its parts', () => {
  const said = [
    '[aist#0:1/aac @ 0x55cf9a63a0c0] [dec:aac @ 0x55cf9a63acc0] Error submitting packet to decoder: Invalid data',
    '[mov,mp4 @ 0x55cf9a63b000][h264 @ 0x55cf9a63c000] Invalid NAL unit size.',
    '[h264 @ 0x55cf9a63d000] Invalid NAL unit size.',
    '',
    'Number of bands (52) exceeds limit (42).',
  ].join('\n');
  expect(firstLines(said, 3)).toBe(
    'Error submitting packet to decoder: Invalid data; Invalid NAL unit size; Number of bands (52) exceeds limit (42)',
  );
});
