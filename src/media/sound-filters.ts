/** Filters to 16-bit stereo. One channel goes to both sides at full level; more than two are mixed by ffmpeg's matrix. */
export function stereoFilters(channels: number): readonly string[] {
  return channels === 1
    ? ['pan=stereo|c0=c0|c1=c0', 'aformat=sample_fmts=s16']
    : ['aformat=sample_fmts=s16:channel_layouts=stereo'];
}
