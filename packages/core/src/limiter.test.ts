import { describe, expect, it } from 'vitest';
import { RallyError } from './error.js';
import { Limiter, WriteLimit } from './limiter.js';

describe('a limiter', () => {
  it('gives a minute’s worth at once, then as it is refilled', () => {
    let now = 0;
    const limiter = new Limiter(60, () => now);
    expect(limiter.take('a', 60)).toBe(0);
    expect(limiter.take('a', 1)).toBe(1000);
    expect(limiter.take('a', 5)).toBe(5000);
    now += 1000;
    expect(limiter.take('a', 1)).toBe(0);
    expect(limiter.take('a', 1)).toBe(1000);
  });

  it('counts each key by itself, and never more than a minute ahead', () => {
    let now = 0;
    const limiter = new Limiter(2, () => now);
    expect([limiter.take('a', 2), limiter.take('b', 2)]).toEqual([0, 0]);
    now += 3600_000;
    expect([limiter.take('a', 2), limiter.take('a', 1)]).toEqual([0, 30_000]);
  });

  it('lets a batch through that is larger than a minute, for all there is', () => {
    const limiter = new Limiter(10, () => 0);
    expect([limiter.take('a', 100), limiter.take('a', 1)]).toEqual([0, 6000]);
  });

  it('takes nothing when it refuses, and lives with a clock that goes back', () => {
    let now = 1000;
    const limiter = new Limiter(2, () => now);
    limiter.take('a', 1);
    expect(limiter.take('a', 2)).toBe(30_000);
    now = 0;
    expect(limiter.take('a', 1)).toBe(0);
  });

  it('can be without limit', () => {
    const limiter = new Limiter(Infinity, () => 0);
    expect(limiter.take('a', 1e9)).toBe(0);
  });
});

describe('the limit of writes', () => {
  const ana = { id: 'ana', name: 'Ana', role: 'member' } as const;

  it('holds for each member of each community, and says when to come back', () => {
    let now = 0;
    const limit = new WriteLimit(2, () => now);
    const write = (community = 'default', id = 'ana') => limit.count(community, { ...ana, id });
    write();
    write();
    expect(() => write()).toThrow(RallyError);
    try {
      write();
    } catch (error) {
      expect(error).toMatchObject({ code: 'rate-limited', retry: 'same-key', retryAfterMs: 30_000 });
    }
    write('default', 'ben');
    write('other');
    now += 30_000;
    write();
    expect(() => write()).toThrow(/Try again in 30 seconds/);
  });

  it('leaves operators and anonymous readers alone', () => {
    const limit = new WriteLimit(1, () => 0);
    for (let at = 0; at < 3; at++) {
      limit.count('default', { ...ana, role: 'operator' });
      limit.count('default', null);
    }
    limit.count('default', ana);
    expect(() => limit.count('default', ana)).toThrow(RallyError);
  });
});
