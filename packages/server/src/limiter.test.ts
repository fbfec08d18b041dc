import { describe, expect, it } from 'vitest';
import { Limiter, addressKey } from './limiter.js';

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

describe('the key of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::', 'fe80:0:0:0'],
    ['local', 'local'],
  ])('is its network: %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
