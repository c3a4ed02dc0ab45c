import type { Fit, Size } from '../model/storyboard.ts';
import { type Fps, fpsToText } from '../model/time.ts';
import type { VideoSource } from './probe.ts';

/**
 * Filters that bring any picture to the house's rate: deinterlaced where frames say so, constant rate, starting at 0.
 * Interlaced frames are found by their own flags; others pass untouched. Time is counted from the first picture: files
 * whose sound begins a little earlier would otherwise lie half a frame off the grid, and gain or lose one.
 */
export function rateFilters(fps: Fps, isPicture: boolean): readonly string[] {
  return isPicture
    ? ['trim=end_frame=1', 'setpts=0']
    : ['setpts=PTS-STARTPTS', 'bwdif=mode=send_frame:parity=auto:deint=interlaced', `fps=${fpsToText(fps)}:round=near`];
}

/** Filters that bring a picture to the house's shape and colours: size, square pixels, bt709, tv range, 4:2:0, no alpha. */
export function pictureFilters(source: VideoSource, size: Size, fit: Fit, hasZscale: boolean): readonly string[] {
  return [
    ...alphaFilters(source),
    ...toneFilters(source, hasZscale),
    scaleFilter(source, size, fit),
    ...(fit === 'crop'
      ? [`crop=${size.width}:${size.height}`]
      : [`pad=${size.width}:${size.height}:(ow-iw)/2:(oh-ih)/2:black`]),
    'setsar=1',
    'format=yuv420p',
    HOUSE_COLORS,
  ];
}

/** Filters after which picture 0 is at time 0 and every frame is one tick. */
export function frameClock(fps: Fps): string {
  return `settb=${fps.den}/${fps.num},setpts=N`;
}

/** Marks frames as what the house's pieces are. */
export const HOUSE_COLORS = 'setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709:field_mode=prog';

/** Whether a picture is HDR: its light has to be mapped, not only its matrix. */
function isHdr(source: VideoSource): boolean {
  return source.transfer === 'smpte2084' || source.transfer === 'arib-std-b67';
}

/** Transparent parts become black, as an editor's timeline shows them. */
function alphaFilters(source: VideoSource): readonly string[] {
  const hasAlpha =
    source.hasSideAlpha || /^(yuva|rgba|bgra|argb|abgr|gbrap|ya8|ya16|pal8|rgba64|bgra64)/.test(source.pixelFormat);
  return hasAlpha ? ['format=gbrap', 'premultiply=inplace=1', 'format=gbrp'] : [];
}

/**
 * HDR10 and HLG are mapped to SDR by light: diffuse white is 203 cd/m² (ITU-R BT.2408), everything up to half of it stays
 * as it is, and highlights up to 1000 cd/m² are bent below full white. Wide-gamut SDR has its primaries converted.
 * Without zscale only the matrix is converted: the picture looks flat, and `doctor` says so.
 */
function toneFilters(source: VideoSource, hasZscale: boolean): readonly string[] {
  if (!hasZscale) return [];
  if (isHdr(source)) {
    const from = `tin=${source.transfer}:min=bt2020nc:pin=bt2020:rin=${source.isFullRange ? 'full' : 'limited'}`;
    return [
      `zscale=${from}:t=linear:npl=203`,
      'format=gbrpf32le',
      'zscale=p=bt709',
      'tonemap=tonemap=mobius:param=0.5:desat=0:peak=4.93',
      'zscale=t=bt709:m=bt709:r=tv',
      'format=yuv420p',
    ];
  }
  if (source.primaries !== 'bt2020') return [];
  // zscale refuses to guess what is not tagged.
  const guesses = [
    ...(source.transfer === null ? [':tin=bt709'] : []),
    ...(source.matrix === null ? [':min=bt2020nc'] : []),
  ];
  const toLight = `zscale=t=linear${guesses.join('')}`;
  return [toLight, 'format=gbrpf32le', 'zscale=p=bt709:t=bt709:m=bt709:r=tv', 'format=yuv420p'];
}

function scaleFilter(source: VideoSource, size: Size, fit: Fit): string {
  const { width, height } = size;
  // `dar` is the shape as displayed: rotation and pixel aspect are in it.
  const [w, h] =
    fit === 'crop'
      ? [`max(${width}\\,2*ceil(${height}*dar/2))`, `max(${height}\\,2*ceil(${width}/dar/2))`]
      : [`min(${width}\\,2*round(${height}*dar/2))`, `min(${height}\\,2*round(${width}/dar/2))`];
  const input = source.matrix === null && isYuv(source.pixelFormat) ? `:in_color_matrix=${untaggedMatrix(source)}` : '';
  return `scale=w=${w}:h=${h}:flags=bicubic+accurate_rnd+full_chroma_int${input}:out_color_matrix=bt709:out_range=tv`;
}

function isYuv(pixelFormat: string): boolean {
  return /^(yuv|nv\d|p0|y2|yuyv|uyvy)/.test(pixelFormat);
}

/** The rule that players follow for footage without colour tags. */
function untaggedMatrix(source: VideoSource): 'bt709' | 'bt601' {
  return source.width >= 1280 || source.height > 576 ? 'bt709' : 'bt601';
}
