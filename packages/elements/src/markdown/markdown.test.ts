import { expect, fixture, waitUntil } from '@open-wc/testing';
import fc from 'fast-check';
import { html } from 'lit';
import './markdown.define.js';
import type { RallyMarkdown } from './markdown.js';
import { renderMarkdown } from './render.js';

/** Shows a text, and waits until the parser is there. */
async function show(text: string, options: { level?: number; images?: boolean } = {}): Promise<ShadowRoot> {
  const { level = 4, images = false } = options;
  const element = await fixture<RallyMarkdown>(
    html`<rally-markdown .text=${text} .level=${level} ?images=${images}></rally-markdown>`,
  );
  await waitUntil(() => !element.matches(':state(plain)'), 'the parser loads');
  await element.updateComplete;
  return element.shadowRoot!;
}

const tags =
  'p br em strong del code pre blockquote ul ol li input h2 h3 h4 h5 h6 a img hr div table thead tbody tr th td'.split(
    ' ',
  );
const attributes =
  'dir class href rel type disabled checked aria-label start role tabindex src alt loading referrerpolicy'.split(
    ' ',
  );

/** Everything in a root that is not on the list, or that leads anywhere it should not. */
function strangers(root: ShadowRoot): string[] {
  const found: string[] = [];
  for (const element of root.querySelectorAll('*')) {
    if (!tags.includes(element.localName)) found.push(`<${element.localName}>`);
    for (const { name, value } of element.attributes) {
      if (!attributes.includes(name)) found.push(`${element.localName} ${name}`);
      if (name === 'href' && !/^(https?|mailto):/.test(value)) found.push(`href ${value}`);
      if (name === 'src' && !value.startsWith('https:')) found.push(`src ${value}`);
    }
    if (element.localName === 'a' && element.getAttribute('rel') !== 'nofollow ugc noopener')
      found.push('rel');
  }
  return found;
}

const attacks = [
  '<script>alert(1)</script>',
  'a <img src=x onerror=alert(1)> b',
  '<img src="x" onerror="alert(1)">',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<style>*{display:none}</style>',
  '<a href="javascript:alert(1)">x</a>',
  '<details open ontoggle=alert(1)>',
  '<!-- <script>alert(1)</script> -->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?php alert(1) ?>',
  '<x onclick=alert(1)>hello</x>',
  '[a](javascript:alert(1))',
  '[a](JaVaScRiPt:alert(1))',
  '[a](<javascript:alert(1)>)',
  '[a]( javascript:alert(1))',
  '[a](java\u0000script:alert(1))',
  '[a](java&#9;script:alert(1))',
  '[a](java&Tab;script:alert(1))',
  '[a](java&NewLine;script:alert(1))',
  '[a](javascript&colon;alert(1))',
  '[a](javascript&#58;alert(1))',
  '[a](javascript&#x3a;alert(1))',
  '[a](&#106;avascript:alert(1))',
  '[a](\u0001javascript:alert(1))',
  '[a](vbscript:msgbox(1))',
  '[a](data:text/html,<script>alert(1)</script>)',
  '[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[a](blob:https://example.com/1)',
  '[a](file:///etc/passwd)',
  '[a](//evil.example/x)',
  '[a](/relative)',
  '[a](#here)',
  '[a](view-source:https://example.com)',
  '[a][b]\n\n[b]: javascript:alert(1)',
  '<javascript:alert(1)>',
  '<vbscript:msgbox(1)>',
  '<data:text/html,x>',
  '![a](javascript:alert(1))',
  '![a](data:image/svg+xml,<svg onload=alert(1)>)',
  '![a"onerror="alert(1)](https://example.com/a.png)',
  '![a](https://example.com/a.png"onerror="alert(1))',
  '[a](https://example.com "onmouseover=alert(1)")',
  '[a](https://example.com/"onmouseover="alert(1))',
  '# <img src=x onerror=alert(1)>',
  '- [ ] <img src=x onerror=alert(1)>',
  '|<script>|\n|-|\n|<img src=x onerror=alert(1)>|',
  '```<script>\nalert(1)\n```',
  '```"onclick="alert(1)\nx\n```',
  '`<img src=x onerror=alert(1)>`',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '<div\nonclick=alert(1)>\n\n*x*\n\n</div>',
];

describe('rally-markdown', () => {
  it('shows what people write', async () => {
    const root = await show(
      [
        'One *two* **three** ~~four~~ `five`',
        'next line',
        '',
        '> quoted',
        '',
        '1. first',
        '2. second',
        '',
        '```js\nlet a = 1 < 2;\n```',
        '',
        '---',
        '[RallyKit](https://example.com/a?b=1&amp;c=2) and <mailto:a@example.com> and https://example.org',
      ].join('\n'),
    );
    for (const [selector, text] of [
      ['em', 'two'],
      ['strong', 'three'],
      ['del', 'four'],
      ['p code', 'five'],
      ['blockquote', 'quoted'],
      ['ol > li + li', 'second'],
      ['pre', 'let a = 1 < 2;'],
    ] as const)
      expect(root.querySelector(selector)?.textContent?.trim(), selector).to.equal(text);
    expect(root.querySelector('p br')).to.exist;
    expect(root.querySelector('hr')).to.exist;
    expect([...root.querySelectorAll('a')].map((link) => link.href)).to.deep.equal([
      'https://example.com/a?b=1&c=2',
      'mailto:a@example.com',
      'https://example.org/',
    ]);
    expect(strangers(root)).to.deep.equal([]);
  });

  it('shows task lists and tables', async () => {
    const root = await show('- [x] done\n- [ ] open\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |');
    const boxes = [...root.querySelectorAll<HTMLInputElement>('li input')];
    expect(boxes.map(({ checked, disabled }) => [checked, disabled])).to.deep.equal([
      [true, true],
      [false, true],
    ]);
    expect(root.querySelector('td.right')?.textContent).to.equal('2');
    await expect(root.host).to.be.accessible();
  });

  it('nests headings where it stands, and leaves no level out', async () => {
    const root = await show('# a\n\n### b\n\n###### c', { level: 3 });
    expect([...root.querySelectorAll('h2,h3,h4,h5,h6')].map(({ localName }) => localName)).to.deep.equal([
      'h3',
      'h4',
      'h5',
    ]);
    const below = await show('## only', { level: 4 });
    expect(below.querySelector('h4')).to.exist;
  });

  it('decodes character references in text, not in code', async () => {
    const root = await show('a &amp; b &#8594; c &unknown; &#0; `&amp;`');
    expect(root.textContent?.trim()).to.equal('a & b → c &unknown; \ufffd &amp;');
  });

  it('shows images where that is allowed, else links to them', async () => {
    const text = '![A cat](https://example.com/cat.png) ![old](http://example.com/old.png)';
    const linked = await show(text);
    expect(linked.querySelector('img')).to.not.exist;
    expect([...linked.querySelectorAll('a')].map(({ textContent }) => textContent)).to.deep.equal([
      'A cat',
      'old',
    ]);
    const shown = await show(text, { images: true });
    expect(shown.querySelector('img')?.alt).to.equal('A cat');
    expect(shown.querySelectorAll('a').length).to.equal(1);
  });

  for (const attack of attacks) {
    it(`makes nothing dangerous of ${JSON.stringify(attack)}`, async () => {
      const root = await show(attack, { images: true });
      expect(strangers(root)).to.deep.equal([]);
    });
  }

  it('shows HTML as the text that it is', async () => {
    const root = await show('a <b>bold</b> b\n\n<div onclick="x">\nhello\n</div>');
    expect(root.textContent).to.contain('<b>bold</b>').and.contain('<div onclick="x">');
  });

  it('makes nothing but what is allowed of any text', async function () {
    this.timeout(60_000);
    const piece = fc.oneof(
      fc.constantFrom(
        ...'* _ ** ~~ ` ``` > - + # | : [ ] ( ) ! < > & ; \\ " \n \n\n http:// https://a.b javascript: data: www. @ 1. [x] <b &#58; \t'.split(
          ' ',
        ),
        '\n',
        '    ',
        ...attacks,
      ),
      fc.string({ maxLength: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    );
    const element = (await show('start', { images: true })).host as RallyMarkdown;
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 24 }), async (pieces) => {
        element.text = pieces.join('');
        await element.updateComplete;
        expect(strangers(element.shadowRoot!)).to.deep.equal([]);
      }),
      { numRuns: 400 },
    );
  });

  it('bounds its depth, and loses no text to that', async () => {
    for (const text of [
      `${'> '.repeat(9_000)}deep`,
      `${'- '.repeat(9_000)}deep`,
      `${'1. '.repeat(6_000)}deep`,
    ]) {
      const root = await show(text);
      expect(root.textContent).to.contain('deep');
      expect(strangers(root)).to.deep.equal([]);
      let deepest = 0;
      for (const element of root.querySelectorAll('*')) {
        let depth = 0;
        for (let at: Element | null = element; at; at = at.parentElement) depth += 1;
        deepest = Math.max(deepest, depth);
      }
      expect(deepest).to.be.below(40);
    }
  });

  it('leaves a paragraph plain that would take too long, and a text that is too long', async () => {
    const wall = await show(`**bold**\n\n${'__a'.repeat(7_000)}`);
    expect(wall.querySelector('strong')?.textContent).to.equal('bold');
    expect(wall.textContent).to.contain('__a__a__a');
    expect(renderMarkdown('*a* '.repeat(20_000), { level: 4, images: false })).to.equal(undefined);
  });
});
