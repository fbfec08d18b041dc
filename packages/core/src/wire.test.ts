import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RallyError } from './error.js';
import { sorts, type Cursor, type Query } from './query.js';
import { encodeQuery } from './query.js';
import { communityPath, decodeQuery, decodeScope, encodeScope, parseRef } from './wire.js';

const word = fc.string({ unit: 'grapheme', minLength: 1 });
const query = fc.record(
  {
    kind: fc.constantFrom('idea', 'question', 'comment'),
    board: word,
    subject: fc.record({ kind: fc.constantFrom('idea', 'answer'), id: word }),
    voted: fc.record({ kind: fc.constantFrom('idea', 'answer'), id: word }),
    status: fc.array(word),
    tags: fc.array(word),
    author: word,
    mine: fc.constantFrom('posted', 'voted', 'helped'),
    search: fc.string({ unit: 'grapheme' }),
    similar: word,
    sort: fc.constantFrom(...sorts),
    first: fc.nat(100),
    after: word.map((text) => text as Cursor),
    total: fc.constant(true),
  },
  { requiredKeys: ['kind'] },
) as fc.Arbitrary<Query>;

const again = (params: URLSearchParams) => new URL(`http://h/?${params}`).searchParams;

function fieldOf(search: string): string | undefined {
  try {
    decodeQuery('idea', new URLSearchParams(search));
  } catch (thrown) {
    return RallyError.is(thrown) ? Object.keys(thrown.fields ?? {})[0] : 'another error';
  }
  return undefined;
}

describe('a query', () => {
  it('comes out of a URL as it went in', () => {
    fc.assert(
      fc.property(query, (asked) => {
        expect(decodeQuery(asked.kind, again(encodeQuery(asked)))).toEqual(asked);
      }),
    );
  });

  it('reads as people write it', () => {
    const params = encodeQuery({
      kind: 'idea',
      tags: ['a', 'b'],
      subject: { kind: 'idea', id: 'x/y' },
      total: true,
    });
    expect(String(params)).toBe('tag=a&tag=b&subject=idea%2Fx%2Fy&total=1');
  });

  it.each([
    'kind=idea',
    'tags=a',
    '__proto__=1',
    'constructor=1',
    'sort=top&sort=new',
    'first=-1',
    'first=1e3',
    'first=',
  ])('is refused by the name of the parameter: %s', (search) => {
    expect(fieldOf(search)).toBe(search.split('=')[0]);
  });

  it.each(['total=yes', 'subject=idea', 'subject=/x'])(
    'is refused when a value is malformed: %s',
    (search) => {
      expect(fieldOf(search)).toBe(search.split('=')[0]);
    },
  );
});

describe('a scope', () => {
  it('comes out of a URL as it went in, no boards and all boards included', () => {
    for (const scope of [{}, { boards: [] }, { boards: ['a'] }, { boards: ['a', 'b&c'] }]) {
      expect(decodeScope(again(encodeScope(scope)))).toEqual(scope);
    }
  });
});

describe('a ref', () => {
  it('is a kind and an id', () => {
    expect(parseRef('idea/a/b')).toEqual({ kind: 'idea', id: 'a/b' });
    expect([parseRef('idea'), parseRef('/a'), parseRef('')]).toEqual([undefined, undefined, undefined]);
  });
});

describe('a community', () => {
  it('has a path of its own unless it is the default one', () => {
    expect([communityPath('default'), communityPath('my shop')]).toEqual(['', '/c/my%20shop']);
  });
});
