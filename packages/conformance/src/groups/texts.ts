import { equal, ok } from '../assert.js';
import { furnished } from '../recipes.js';
import { act, putOf, read, refused, snapshot } from '../stage.js';
import { test, type Group } from '../suite.js';

const seed = furnished('ana');

const comment = { id: 'x', subject: { kind: 'idea', id: 'lamp' } } as const;

const strings: Readonly<Record<string, string>> = {
  emoji: 'Family 👨‍👩‍👧‍👦 flag 🏳️‍🌈 tone 👍🏽',
  'right to left': 'رغبة في مصباح أفضل \u2067שלום\u2069',
  'combining marks': 'Zalgo Z̸̛̺a̶͎̎ and é as e\u0301',
  CJK: '更好的灯 電気スタンド 램프',
  'characters beyond the first plane': '𝒜𝓃 𐍈 𠮷',
  'quotes and markup': `'; DROP TABLE ideas; -- "x" <b>&amp;</b> \\n %s {{x}} $1 \``,
  'line ends and tabs': 'one\ntwo\r\nthree\tfour',
  'invisible characters': 'a\u200Bb\u2060c\uFEFFd\u00A0e',
  'no characters of their own': 'null undefined true 0 NaN [] {}',
};

export const texts: Group = {
  name: 'Texts',
  tests: [
    ...Object.entries(strings).map(([what, text]) =>
      test(
        `50 ${what} come back as they were`,
        { commands: ['idea.create'], kinds: ['idea'] },
        async (stage) => {
          const ana = await stage.as('ana');
          await act(ana, 'idea.create', { id: 'text', board: 'ideas', title: text, body: text });
          const reader = await stage.as('anonymous');
          for (const idea of [
            await read(reader, 'idea', 'text'),
            (await reader.list({ kind: 'idea' })).items[0],
          ]) {
            equal([idea?.title, idea?.body], [text, text], 'title and body');
          }
        },
      ),
    ),

    test(
      '50 NUL and halves of surrogate pairs are refused',
      { commands: ['idea.create'], seed },
      async (stage) => {
        const before = await snapshot(stage);
        const ana = await stage.as('ana');
        for (const bad of ['a\0b', 'a\uD800', '\uDC00b', 'a\uD83Db']) {
          await refused(ana, 'invalid', 'idea.create', { id: 'x', board: 'ideas', title: bad });
          await refused(ana, 'invalid', 'idea.create', { id: 'x', board: 'ideas', title: 'Fine', body: bad });
          if (stage.supports.commands.includes('comment.create'))
            await refused(ana, 'invalid', 'comment.create', { ...comment, body: bad });
        }
        equal(await snapshot(stage), before, 'the community after the refusals');
      },
    ),

    test(
      '51 lengths are in code points, up to the limit that is declared',
      { commands: ['idea.create'], seed },
      async (stage) => {
        const ana = await stage.as('ana');
        const { title, body } = stage.supports.limits;
        for (const [at, char] of ['a', 'ß', '灯', '😀'].entries()) {
          const full = {
            id: `full${at}`,
            board: 'ideas',
            title: char.repeat(title),
            body: char.repeat(body),
          };
          const { changes } = await act(ana, 'idea.create', full);
          equal([...putOf(changes, 'idea').title].length, title, `the length of a title of ${char}`);
          for (const field of ['title', 'body'] as const) {
            const { fields } = await refused(ana, 'invalid', 'idea.create', {
              ...full,
              id: 'x',
              [field]: `${full[field]}${char}`,
            });
            ok(fields && field in fields, `the refusal ought to name ${field}`);
          }
        }
        if (stage.supports.commands.includes('comment.create'))
          await refused(ana, 'invalid', 'comment.create', { ...comment, body: '😀'.repeat(body + 1) });
      },
    ),
  ],
};
