import { expect, fixture, html } from '@open-wc/testing';
import { RallyError } from '@rallykit/core';
import { expectAccessible } from '../base/axe.test.world.js';
import { appears, find, make, priya, setStage, textOf, until } from '../base/stage.test.world.js';
import { readAll, toCsv } from './csv.js';
import type { RallyIdeasExport } from './export.js';
import './export.define.js';

const board = make.board({ tags: [{ id: 'recipes', label: 'Recipes' }] });
const votes = (imported: number) => ({ score: imported, up: 0, down: 0, imported });
const ideas = Array.from({ length: 250 }, (_, n) =>
  make.idea({
    id: `i${n}`,
    title: n === 0 ? '=HYPERLINK("http://evil")' : `Idea ${n}`,
    body: n === 1 ? 'Two\nlines, "quoted"' : '',
    tags: n % 2 ? ['recipes'] : [],
    tally: votes(250 - n),
  }),
);
const all = { kind: 'idea', board: 'product', sort: 'top' } as const;

function stageOf() {
  const stage = setStage({ entities: [board, ...ideas], as: priya });
  return stage;
}

async function mount(stage = stageOf()): Promise<RallyIdeasExport> {
  const element = await fixture<RallyIdeasExport>(
    html`<rally-ideas-export
      .store=${stage.store}
      .board=${board}
      .query=${all}
      lang="en"
    ></rally-ideas-export>`,
  );
  await appears(element, 'button');
  return element;
}

describe('taking what a board shows as a CSV file', () => {
  it('reads every page of it, in its order, and says how far it is', async () => {
    const { store } = stageOf();
    const told: number[] = [];
    const read = await readAll(store, all, new AbortController().signal, ({ done }) => told.push(done));
    expect(read!.map(({ id }) => id)).to.deep.equal(ideas.map(({ id }) => id));
    expect(told).to.deep.equal([100, 200, 250]);
    const bytes = new Uint8Array(await toCsv(read!, board, store).arrayBuffer());
    expect([...bytes.slice(0, 3)]).to.deep.equal([0xef, 0xbb, 0xbf]);
    const lines = new TextDecoder().decode(bytes).split('\r\n');
    expect(lines[0]).to.contain('ID,Title,Status,Topics,Votes');
    expect(lines[1]).to.contain(`i0,"'=HYPERLINK(""http://evil"")",Open,,250,0,Ines Costa,`);
    expect(lines[2]).to.contain(',Recipes,249,');
    expect(lines[2]).to.contain('"Two\nlines, ""quoted"""');
    expect(lines).to.have.length(252);
  });

  it('hands the file over under the board’s name', async () => {
    const element = await mount();
    const clicked = new Promise<string>((resolve) => {
      const { click } = HTMLAnchorElement.prototype;
      HTMLAnchorElement.prototype.click = function () {
        HTMLAnchorElement.prototype.click = click;
        resolve(`${this.download} ${new URL(this.href).protocol}`);
      };
    });
    find(element, 'button').click();
    expect(await clicked).to.match(/^product-\d{4}-\d\d-\d\d\.csv blob:$/);
    await until(() => element.shadowRoot!.querySelector('.live')?.textContent === 'Exported: 250.');
    await expectAccessible(element);
  });

  it('is stopped, or says why it could not go on, and then begins anew', async () => {
    const stage = stageOf();
    const stopped = new AbortController();
    const read = await readAll(stage.store, all, stopped.signal, () => stopped.abort());
    expect(read).to.equal(undefined);

    const element = await mount(stage);
    stage.refuseReading = new RallyError('forbidden', 'Not any further.');
    find(element, 'button').click();
    await until(() => textOf(element).includes('Not any further.'));
    await expectAccessible(element);
    expect(textOf(element)).to.contain('Export as CSV');
  });
});
