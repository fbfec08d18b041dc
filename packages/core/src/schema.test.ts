import { describe, expect, it } from 'vitest';
import { RallyError } from './error.js';
import { fromProblem, toProblem } from './problem.js';
import { parseCommand, parseQuery } from './schema.js';

const refusal = (value: unknown, parse: (value: unknown) => unknown = parseCommand) => {
  try {
    parse(value);
  } catch (error) {
    if (RallyError.is(error) && error.code === 'invalid') return error.fields ?? {};
  }
  throw new Error('not refused as invalid');
};

const idea = (input: object) => ({
  id: 'c1',
  type: 'idea.create',
  input: { id: 'i1', board: 'b', title: 'T', ...input },
});

describe('commands from outside', () => {
  it('pass when they are right, unchanged', () => {
    const right = idea({ body: 'Scale it 👩‍🍳 مرحبا', tags: ['a'] });
    expect(parseCommand(right)).toEqual(right);
  });

  it.each([
    ['an empty title', idea({ title: '' }), 'title', /empty/],
    ['a blank title', idea({ title: ' \n ' }), 'title', /empty/],
    ['a long title', idea({ title: 'x'.repeat(100_000) }), 'title', /100000 characters, and at most 200/],
    ['a lone surrogate', idea({ title: 'a\uD800b' }), 'title', /surrogate/],
    ['a NUL', idea({ body: 'a\0b' }), 'body', /NUL/],
    ['an unknown field', idea({ colour: 'red' }), 'colour', /no field “colour”/],
    [
      'a missing field',
      { id: 'c1', type: 'idea.create', input: { id: 'i1', board: 'b' } },
      'title',
      /missing/,
    ],
    ['an unknown field beside the input', { ...idea({}), at: 1 }, 'at', /no field “at”/],
    ['an id with spaces', idea({ id: 'a b' }), 'id', /A–Z/],
    [
      'a vote of 2',
      { id: 'c1', type: 'vote.set', input: { subject: { kind: 'idea', id: 'x' }, value: 2 } },
      'value',
      /1, -1, or 0/,
    ],
    ['an unknown type', { id: 'c1', type: 'idea.dream', input: {} }, 'type', /./],
    ['no object', 'hello', 'input', /./],
  ])('are refused with %s, naming the field', (_what, value, field, remedy) => {
    expect(refusal(value)[field]).toMatch(remedy);
  });

  it('count code points, not halves', () => {
    expect(() => parseCommand(idea({ title: '👩'.repeat(200) }))).not.toThrow();
    expect(refusal(idea({ title: '👩'.repeat(201) }))['title']).toMatch(/201 characters/);
  });
});

describe('queries from outside', () => {
  it('name what is wrong', () => {
    expect(refusal({ kind: 'idea', first: 1000 }, parseQuery)['first']).toMatch(/at most 100/);
    expect(refusal({ kind: 'community' }, parseQuery)).toHaveProperty('kind');
    expect(refusal({ kind: 'idea', colour: 1 }, parseQuery)).toHaveProperty('colour');
  });
});

describe('problems', () => {
  it('carry an error over the wire', () => {
    const error = new RallyError('rate-limited', 'Wait a little.', {
      retryAfterMs: 1500,
      fields: { a: 'b' },
    });
    expect(fromProblem(JSON.parse(JSON.stringify(toProblem(error))))).toMatchObject({
      code: 'rate-limited',
      message: 'Wait a little.',
      retry: 'same-key',
      retryAfterMs: 1500,
      fields: { a: 'b' },
    });
    expect(fromProblem({ code: 'constructor' as never }).code).toBe('internal');
  });
});
