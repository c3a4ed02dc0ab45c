import { assemble } from './assemble.ts';
import { checkFilm } from './check-film.ts';
import { compareFrames } from './compare-frames.ts';
import { conform } from './conform.ts';
import { cutHead, cutTail } from './cut.ts';
import { encodeStretch } from './encode-stretch.ts';
import { SETTINGS } from './encoder.ts';
import type { Tools } from './ffmpeg.ts';
import { extractFrame } from './frame.ts';
import { inspect } from './inspect.ts';
import type { Media } from './media.ts';
import { measurePictureMs } from './picture-length.ts';
import { choosePoster } from './poster.ts';
import { encodeSeam } from './seam.ts';
import { drawSheet } from './sheet.ts';
import { writeSound } from './write-sound.ts';
import { cutStretches } from './stretches.ts';

/** All of `Media` on one ffmpeg. Costs nothing until a function is called. */
export function createMedia(tools: Tools): Media {
  const build = `ffmpeg ${tools.version}, settings ${SETTINGS}`;
  return {
    build,
    inspect: (file, signal) => inspect(tools, file, signal),
    measurePictureMs: (file, signal) => measurePictureMs(tools, file, signal),
    conform: (request, signal, onProgress) => conform(tools, request, signal, onProgress),
    seam: (request, signal) => encodeSeam(tools, request, signal),
    stretches: (sound) => cutStretches(sound, build),
    encodeStretch: (sound, stretch, out, signal) => encodeStretch(tools, sound, stretch, out, signal),
    writeSound: (sound, out, signal) => writeSound(tools, sound, out, signal),
    assemble: (request, signal, onProgress) => assemble(tools, request, signal, onProgress),
    check: (film, expected, options, signal) => checkFilm(tools, film, expected, options, signal),
    frame: (request, signal) => extractFrame(tools, request, signal),
    cutHead: (request, signal) => cutHead(tools, request, signal),
    cutTail: (request, signal) => cutTail(tools, request, signal),
    compareFrames: (request, signal) => compareFrames(tools, request, signal),
    poster: (request, signal) => choosePoster(tools, request, signal),
    sheet: (request, signal) => drawSheet(request, signal),
  };
}
