import { ContextEvent } from '@lit/context';
import { LitElement, html, render, type CSSResultGroup, type TemplateResult } from 'lit';
import { property } from './decorators.js';
import { RallyError, toRallyError, type CommandInputs, type CommandType, type Receipt } from '@rallykit/core';
import type { Store, Token } from '@rallykit/store';
import { announce } from './announce.js';
import { lease, type Lease } from './backends.js';
import { storeContext, type Provided, type Theme } from './context.js';
import { ActEvent, ActRequestEvent, AuthRequiredEvent } from './events.js';
import { langOf } from './format.js';
import { loadNotices } from './notices.js';
import { emptyState, errorState } from './parts.js';
import { onSettings, settings } from './settings.js';
import { shared } from './shared.styles.js';
import { onPageTheme, pageTheme } from './theme.js';
import { commonWords } from './words.js';

/**
 * What every RallyKit element is. It finds its store (its `store` property, its own `backend` address, the nearest
 * `<rally-provider>`, the page's `configure()`, in this order), follows the page's theme and language, and never throws
 * into the page: what fails shows in its place.
 *
 * A subclass writes `renderWith(store)`, follows what it shows by `Watch`, and acts by `act`.
 */
export abstract class RallyElement extends LitElement {
  static override styles: CSSResultGroup = shared;

  /** The store to use, for pages that make their own. */
  @property({ attribute: false }) store: Store | undefined;
  /** Address of the backend, such as `https://community.example.com`. Equal addresses share one connection. */
  @property() backend: string | undefined;
  /** The signed-in person's token for `backend`; as a property also a function that gets one. */
  @property() token: Token | undefined;
  /** Light or dark, where it shall not follow the page. */
  @property() theme: Theme | undefined;

  /** Custom states, for `:state()` in CSS. */
  protected readonly internals = this.attachInternals();
  #provided: Provided | undefined;
  #leaveProvider: (() => void) | undefined;
  #lease: Lease | undefined;
  #leaseToken: Token | undefined;
  #problem: RallyError | undefined;
  #lang: string | undefined;
  /** The store whose rules were asked for, and the one whose rules are there. */
  #prepared: Store | undefined;
  #ready: Store | undefined;
  readonly #stops: (() => void)[] = [];

  /** The store in use; undefined until there is one. */
  get rally(): Store | undefined {
    if (this.store) return this.store;
    if (this.#lease) return this.#lease.store;
    if (!this.#provided) return settings.store;
    return this.#provided.protocol === 1 ? this.#provided.store : undefined;
  }

  /** The store whose rules are there, which say more of what is refused. */
  protected get ready(): Store | undefined {
    return this.#ready;
  }

  /** Why there is no store, where that is final. */
  protected get problem(): RallyError | undefined {
    return this.#problem ?? this.#provided?.error;
  }

  /** The theme that was asked for, here or by a provider. */
  protected get askedTheme(): Theme | undefined {
    const asked = this.theme ?? this.#provided?.theme;
    return asked === 'light' || asked === 'dark' ? asked : undefined;
  }

  /** The language at this element, for `Intl`. */
  protected get language(): string {
    return (this.#lang ??= langOf(this));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#askProvider();
    this.#lang = undefined;
    this.#stops.push(onSettings(() => this.requestUpdate()));
    // What is inside another widget takes that one's colours by inheritance.
    if (!this.#inner) this.#stops.push(onPageTheme(() => this.#applyTheme()));
    for (const sign of ['pointerover', 'touchstart', 'focusin'])
      this.addEventListener(sign, this.#prepare, { passive: true });
    if (!this.#provided && !customElements.get('rally-provider')) {
      // A provider that is defined after this element has not heard its request.
      void customElements.whenDefined('rally-provider').then(() => this.isConnected && this.#askProvider());
    }
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops.splice(0)) stop();
    this.#leaveProvider?.();
    this.#leaveProvider = undefined;
    this.#release();
  }

  /** By the protocol that Lit's context and others speak; a consumer of Lit's own weighs more than this. */
  #askProvider(): void {
    const take = (provided: Provided, leave?: () => void) => {
      if (leave !== this.#leaveProvider) this.#leaveProvider?.();
      this.#leaveProvider = leave;
      this.#provided = provided;
      this.requestUpdate();
    };
    this.dispatchEvent(new ContextEvent(storeContext, this, take, true));
  }

  /** Sets or clears a custom state. */
  protected setState(name: string, on: boolean): void {
    if (on) this.internals.states.add(name);
    else this.internals.states.delete(name);
  }

  /** Says something to screen readers, politely; see `announce`. @internal */
  announce(text: string): void {
    announce(this.renderRoot as ShadowRoot, text);
  }

  /** What the element shows, now that it has a store. */
  protected abstract renderWith(store: Store): unknown;

  protected override render(): unknown {
    const store = this.rally;
    if (store) return this.renderWith(store);
    if (this.problem) return frame(errorState(this.problem, () => this.requestUpdate()));
    // A provider is there and will have a store in a moment.
    if (this.#provided && !this.#provided.error && this.#provided.protocol === 1) return html``;
    return frame(emptyState(commonWords.notConnected, commonWords.notConnectedDetail(this.localName)));
  }

  /** Connects first: what the page set before this element was defined, such as its token, is there by now. */
  protected override shouldUpdate(): boolean {
    this.#connect();
    this.#applyTheme();
    return true;
  }

  protected override performUpdate(): void {
    try {
      super.performUpdate();
    } catch (thrown) {
      console.error(`<${this.localName}> stopped working.`, thrown);
      const again = html`<button class="btn" type="button" @click=${() => this.requestUpdate()}>
        ${commonWords.retry}
      </button>`;
      render(
        frame(emptyState(commonWords.broken, commonWords.brokenDetail, again)),
        this.renderRoot as ShadowRoot,
        this.renderOptions,
      );
    }
  }

  /**
   * Does an act of the person at this element: asks the page by an `ActRequestEvent`, does it, tells the page by an
   * `ActEvent`. Resolves to undefined when the page stopped it; rejects with the RallyError that refused it.
   */
  protected async act<T extends CommandType>(type: T, input: CommandInputs[T]): Promise<Receipt | undefined> {
    const store = this.rally;
    if (!store || !this.dispatchEvent(new ActRequestEvent(type, input))) return undefined;
    // Usually loaded long before, and then this takes no frame: a person points before they press.
    await store.prepare();
    const refused = store.refusal(type, input);
    if (refused) throw refused;
    const receipt = await store.dispatch(type, input);
    this.dispatchEvent(new ActEvent(type, input));
    return receipt;
  }

  /** Whether a control for an act makes sense here: `no` where it would only ever be refused. */
  protected offer<T extends CommandType>(type: T, input: CommandInputs[T]): 'yes' | 'sign-in' | 'no' {
    // Whether a vote is taken is known without the rules; a board that is only read need not load them.
    if (type !== 'vote.set') this.#prepare();
    // Whose a post is only the rules know: what may be nobody's here does not flash up before they are there.
    if (this.#ready !== this.rally && /edit|remove|accept|lock/.test(type)) return 'no';
    switch (this.rally?.refusalCode(type, input)) {
      case 'unauthenticated':
        return 'sign-in';
      case 'forbidden':
      case 'not-supported':
      case 'not-found':
        return 'no';
      default:
        return 'yes';
    }
  }

  /**
   * Shows a refusal at the control that it came from. Where signing in would help, the page is asked for that first.
   * What shows it comes with the notices; where it cannot be had, the refusal is at least said.
   */
  protected async showRefusal(control: HTMLElement, thrown: unknown): Promise<void> {
    const error = toRallyError(thrown);
    if (error.code === 'aborted' || error.code === 'closed') return;
    if (error.code === 'unauthenticated' && !this.dispatchEvent(new AuthRequiredEvent())) return;
    const hint = await import('./hint.js').catch(() => undefined);
    if (!hint) this.announce(error.message);
    else if (control.isConnected) hint.showHint(control, error.message);
  }

  /** What acting takes is loaded when somebody turns to a widget. */
  readonly #prepare = (): void => {
    const store = this.rally;
    if (!store || store === this.#prepared) return;
    this.#prepared = store;
    loadNotices();
    void store.prepare().then(() => {
      this.#ready = store;
      this.requestUpdate();
    });
  };

  #connect(): void {
    const provided = this.#provided;
    const fallback = provided || settings.store ? undefined : settings.backend;
    const address = this.store ? undefined : (this.backend ?? fallback);
    const token = (this.backend ? this.token : settings.token) ?? undefined;
    if (address !== this.#lease?.address || !address) this.#release();
    this.#problem =
      provided && provided.protocol !== 1 ? new RallyError('protocol', commonWords.otherVersion) : undefined;
    if (!address || !this.isConnected) return;
    try {
      if (!this.#lease)
        this.#lease = lease(address, token, () => this.dispatchEvent(new AuthRequiredEvent()));
      else if (token !== this.#leaseToken) this.#lease.store.setToken(token);
      this.#leaseToken = token;
    } catch (thrown) {
      this.#problem = toRallyError(thrown);
    }
  }

  #release(): void {
    this.#lease?.release();
    this.#lease = undefined;
  }

  /** Whether it is a part of another RallyKit element. */
  get #inner(): boolean {
    const root = this.getRootNode();
    return root instanceof ShadowRoot && root.host instanceof RallyElement;
  }

  #applyTheme(): void {
    if (!this.isConnected || this.#inner) return;
    const asked = this.askedTheme;
    const theme = asked ?? pageTheme(this);
    this.setState('themed', asked !== undefined);
    this.setState('dark', theme === 'dark');
    this.setState('light', theme === 'light');
  }
}

const frame = (content: TemplateResult): TemplateResult =>
  html`<div class="panel" part="base">${content}</div>`;
