// Runs in bare.html#COUNT: as many rows as a board has, made by hand, and `storm`, which changes as many texts as others
// change votes there: what of the frames is dropped here, the machine and the browser drop.
import { droppedFrames, often } from './frames.js';

const count = Number(location.hash.slice(1));
const list = document.querySelector('ul')!;
for (let n = 0; n < count; n += 20) {
  const group = document.createElement('div');
  for (let k = n; k < Math.min(count, n + 20); k++) {
    const row = document.createElement('li');
    const button = Object.assign(document.createElement('button'), { textContent: '0' });
    const text = document.createElement('p');
    text.textContent = `Let me plan a whole week at once, in ${k} ways. We plan on Sundays, and it takes too long.`;
    row.append(button, text);
    group.append(row);
  }
  list.append(group);
}
const texts = [...document.querySelectorAll('button')]
  .slice(0, 100)
  .map((button) => button.firstChild as Text);

let told = 0;
async function storm(ms: number, perSecond: number, everyMs = 1): Promise<number> {
  const stop = often(perSecond, everyMs, (count) => {
    for (let n = 0; n < count; n++) texts[told++ % texts.length]!.data = `${told}`;
  });
  const dropped = await droppedFrames(ms);
  stop();
  return dropped;
}

Object.assign(globalThis, { storm });
