import { expect, test } from 'vitest';
import { chooseOutput, readHistory } from '../../../src/providers/comfyui/job.ts';

const FILE = { filename: 'a_00001_.mp4', subfolder: null, type: null };

test('a node that says null of a folder has saved its file all the same', () => {
  const job = readHistory({ a: { outputs: { 58: { images: [FILE], text: null } }, status: null } }, 'a');
  if (job?.state !== 'done') throw new Error('it is done');
  expect(chooseOutput(job.outputs, 'video', 'a')).toEqual({ filename: FILE.filename, subfolder: '', type: 'output' });
});

test('a failure is told in the words that are there', () => {
  const said = { node_type: null, exception_type: 'torch.OutOfMemoryError', exception_message: 'CUDA out of memory' };
  const status = { status_str: 'error', messages: [['execution_error', said]] };
  expect(readHistory({ a: { outputs: {}, status } }, 'a')).toEqual({
    state: 'failed',
    words: 'torch.OutOfMemoryError: CUDA out of memory',
  });
});
