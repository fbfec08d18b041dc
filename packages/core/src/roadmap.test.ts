import { expect, it } from 'vitest';
import { presets } from './preset.js';
import { roadmapOf } from './roadmap.js';

const stepsOf = (purpose: keyof typeof presets) => roadmapOf(presets[purpose].pipeline).map(({ id }) => id);

it('shows what is decided on and what came of it, whatever the purpose', () => {
  expect(stepsOf('product-design')).toEqual(['planned', 'in-progress', 'shipped']);
  expect(stepsOf('quality')).toEqual(['fixing', 'fixed', 'verified']);
  expect(stepsOf('process')).toEqual(['on-trial', 'adopted']);
  expect(stepsOf('objections')).toEqual(['answered']);
  expect(stepsOf('advocacy')).toEqual(['featured']);
});

it('shows all of a pipeline that marks nothing', () => {
  const plain = [
    { id: 'new', label: 'New', tone: 'calm' },
    { id: 'old', label: 'Old', tone: 'calm' },
  ] as const;
  expect(roadmapOf(plain)).toEqual(plain);
});
