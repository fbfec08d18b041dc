import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { memoryHost } from '@rallykit/backend-memory';
import { RallyError, type Backend } from '@rallykit/core';
import type { Token } from '@rallykit/store';
import { expectAccessible } from '../base/axe.test.world.js';
import { registerBackend } from '../base/backends.js';
import { define } from '../base/define.js';
import { RallyElement } from '../base/rally-element.js';
import { configure } from '../base/settings.js';
import { lightness } from '../base/theme.js';
import { ana, make, setStage, textOf, until } from '../base/stage.test.world.js';
import type { RallyProvider } from './provider.js';
import './provider.define.js';

/** Shows which community it is in; fails while it is told to. */
class RallyProbe extends RallyElement {
  broken = false;

  protected override renderWith(): unknown {
    if (this.broken) throw new Error('broken');
    return html`connected`;
  }
}
define('rally-probe', RallyProbe);

const world = () => memoryHost({ communities: { default: [make.community(), make.board(), make.idea()] } });
const connected = (probe: RallyElement) => until(() => textOf(probe) === 'connected', 'connected');
const probeIn = (element: Element) => element.querySelector<RallyProbe>('rally-probe')!;

describe('finding the store', () => {
  const opened: string[] = [];
  const tokens: (Token | undefined)[] = [];

  before(() => {
    registerBackend('probe', (address) => {
      opened.push(address);
      const host = world();
      return (token): Backend => {
        tokens.push(token);
        return host.as(token === undefined ? null : ana);
      };
    });
  });

  it('says what to write where there is none', async () => {
    const probe = await fixture<RallyProbe>(html`<rally-probe></rally-probe>`);
    expect(textOf(probe)).to.contain('<rally-probe backend="https://…">');
    await expectAccessible(probe);
  });

  it('takes the nearest provider’s', async () => {
    const near = setStage();
    const far = setStage();
    const outer = await fixture<RallyProvider>(html`
      <rally-provider .store=${far.store}>
        <rally-provider .store=${near.store}><rally-probe></rally-probe></rally-provider>
      </rally-provider>
    `);
    await connected(probeIn(outer));
    expect(probeIn(outer).rally).to.equal(near.store);
  });

  it('prefers its own property, then its own address', async () => {
    const own = setStage();
    const provider = await fixture<RallyProvider>(html`
      <rally-provider .store=${setStage().store}
        ><rally-probe backend="probe:own"></rally-probe
      ></rally-provider>
    `);
    const probe = probeIn(provider);
    await connected(probe);
    expect(probe.rally).not.to.equal(provider.rally);
    probe.store = own.store;
    expect(probe.rally).to.equal(own.store);
  });

  it('follows an element that moves to another provider', async () => {
    const left = await fixture<RallyProvider>(html`
      <rally-provider .store=${setStage().store}><rally-probe></rally-probe></rally-provider>
    `);
    const right = await fixture<RallyProvider>(
      html`<rally-provider .store=${setStage().store}></rally-provider>`,
    );
    const probe = probeIn(left);
    await connected(probe);
    right.append(probe);
    await until(() => probe.rally === right.rally, 'the other store');
  });

  it('is shared by elements of equal addresses, whatever way these are written', async () => {
    const page = await fixture<HTMLElement>(html`
      <div>
        <rally-probe backend="probe://one.example/a"></rally-probe>
        <rally-probe backend="probe://one.example/b/../a"></rally-probe>
        <rally-probe backend="probe://one.example/other"></rally-probe>
      </div>
    `);
    const [one, same, other] = page.querySelectorAll<RallyProbe>('rally-probe');
    expect(one!.rally).to.equal(same!.rally);
    expect(one!.rally).not.to.equal(other!.rally);
  });

  it('falls back on what the page configured, whenever it does', async () => {
    const probe = await fixture<RallyProbe>(html`<rally-probe></rally-probe>`);
    const { store } = setStage();
    configure({ store });
    await connected(probe);
    expect(probe.rally).to.equal(store);
    configure({ store: undefined });
    await probe.updateComplete;
    expect(probe.rally).to.equal(undefined);
  });

  it('says which addresses it knows when it does not know one, and connects once it does', async () => {
    const probe = await fixture<RallyProbe>(html`<rally-probe backend="later:here"></rally-probe>`);
    expect(textOf(probe)).to.contain('“later:”').and.to.contain('probe:');
    await expectAccessible(probe);
    registerBackend('later', () => () => world().as(ana));
    await connected(probe);
  });

  it('understands no provider of another protocol, and says so', async () => {
    const probe = document.createElement('rally-probe') as RallyProbe;
    const alien = await fixture<HTMLElement>(html`<div></div>`);
    alien.addEventListener('context-request', (event) => {
      event.callback({ protocol: 2 } as never);
      event.stopPropagation();
    });
    alien.append(probe);
    await probe.updateComplete;
    expect(textOf(probe)).to.contain('Two versions of RallyKit');
  });

  it('signs in with the provider’s token, and out without', async () => {
    const provider = await fixture<RallyProvider>(
      html`<rally-provider backend="probe:sign-in"></rally-provider>`,
    );
    const session = provider.rally!.session;
    const stop = session.subscribe(() => {});
    await until(() => session.value?.viewer.member === null, 'an anonymous reader');
    provider.token = 'ana’s';
    await until(() => session.value?.viewer.member?.id === 'ana', 'Ana');
    expect(tokens).to.include('ana’s');
    provider.token = undefined;
    await until(() => session.value?.viewer.member === null, 'an anonymous reader again');
    stop();
  });

  it('connects as whom the page named before the element was defined, and as nobody else', async () => {
    const late = Object.assign(document.createElement('rally-late'), { token: 'ana’s' }) as RallyProbe;
    late.setAttribute('backend', 'probe:late');
    (await fixture<HTMLElement>(html`<div></div>`)).append(late);
    const before = tokens.length;
    define('rally-late', class extends RallyProbe {});
    await connected(late);
    const { session } = late.rally!;
    const stop = session.subscribe(() => {});
    await until(() => session.value?.viewer.member?.id === 'ana', 'Ana');
    expect(tokens.slice(before)).to.deep.equal(['ana’s']);
    stop();
  });

  it('asks the page to sign in again when the token has run out', async () => {
    registerBackend('stale', () => () => {
      const backend = world().as(ana);
      const refuse = () => Promise.reject(new RallyError('unauthenticated', 'Your token has expired.'));
      return {
        ...backend,
        supports: () => backend.supports(),
        viewer: refuse,
        list: refuse,
        get: refuse,
        apply: refuse,
      };
    });
    const provider = await fixture<RallyProvider>(
      html`<rally-provider backend="stale:here" token="old"></rally-provider>`,
    );
    const asked = oneEvent(document, 'rally-auth-required');
    const stop = provider.rally!.session.subscribe(() => {});
    expect((await asked).target).to.equal(provider);
    stop();
  });
});

describe('belonging to the page', () => {
  const probeWith = async (style: string, attributes = html``) => {
    const page = await fixture<HTMLElement>(html`<div>${attributes}</div>`);
    page.setAttribute('style', style);
    const probe = document.createElement('rally-probe') as RallyProbe;
    probe.store = setStage().store;
    page.append(probe);
    await probe.updateComplete;
    return probe;
  };

  it('is dark where the text is light, whatever the page declares', async () => {
    expect((await probeWith('color: #eee')).matches(':state(dark)')).to.equal(true);
    expect((await probeWith('color: oklch(0.9 0.02 200)')).matches(':state(dark)')).to.equal(true);
    const light = await probeWith('color: #222; color-scheme: dark');
    expect(light.matches(':state(light)')).to.equal(true);
    expect(getComputedStyle(light).colorScheme).to.equal('light');
  });

  it('follows a page that changes its theme', async () => {
    const probe = await probeWith('');
    expect(probe.matches(':state(light)')).to.equal(true);
    document.body.style.color = 'white';
    await until(() => probe.matches(':state(dark)'), 'dark');
    document.body.style.color = '';
    await until(() => probe.matches(':state(light)'), 'light');
  });

  it('inherits font and text colour', async () => {
    const probe = await probeWith('color: rgb(1, 2, 3); font-family: Georgia');
    expect(getComputedStyle(probe).color).to.equal('rgb(1, 2, 3)');
    expect(getComputedStyle(probe).fontFamily).to.equal('Georgia');
  });

  it('takes the theme that a provider asks for, with a text colour to match', async () => {
    const provider = await fixture<RallyProvider>(html`
      <rally-provider theme="dark" .store=${setStage().store}><rally-probe></rally-probe></rally-provider>
    `);
    const probe = probeIn(provider);
    await until(() => probe.matches(':state(dark)'), 'dark');
    expect(lightness(getComputedStyle(probe).color)).to.be.above(0.8);
    expect(getComputedStyle(provider.parentElement!).colorScheme).to.equal('normal');
  });

  it('shows in its place what fails, and lets the page run on', async () => {
    const probe = await probeWith('');
    const { error } = console;
    const said: unknown[] = [];
    console.error = (...words: unknown[]) => said.push(words);
    probe.broken = true;
    probe.requestUpdate();
    await probe.updateComplete;
    console.error = error;
    expect(textOf(probe)).to.contain('stopped working');
    expect(said).to.have.length(1);
    await expectAccessible(probe);
    probe.broken = false;
    probe.shadowRoot!.querySelector('button')!.click();
    await connected(probe);
  });

  it('reads every way in which browsers write a colour', () => {
    expect(lightness('rgb(255, 255, 255)')).to.be.closeTo(1, 1e-9);
    expect(lightness('rgba(0, 0, 0, 0.5)')).to.equal(0);
    expect(lightness('color(srgb 1 1 1)')).to.be.closeTo(1, 1e-9);
    expect(lightness('oklch(0.25 0.1 200)')).to.equal(0.25);
    expect(lightness('oklab(0.75 0 0)')).to.equal(0.75);
    expect(lightness('lab(50 1 1)')).to.equal(0.5);
    expect(lightness('color(display-p3 0 0 0)')).to.equal(0);
  });
});
