import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Idea, Status } from '@rallykit/core';
import { RallyRoadmapColumn } from './column.js';
import type { RallyRoadmap } from './roadmap.js';

/** A press that moves less is a click. */
const slackPx = 6;

/** Lets a mouse or pen drag cards from column to column; a finger scrolls. Escape puts a card back. */
export class Dragging implements ReactiveController {
  readonly #find: () => RallyRoadmap;
  readonly #drop: (idea: Idea, status: Status) => void;
  #roadmap: RallyRoadmap | undefined;
  #ended: AbortController | undefined;

  /** `find` finds the roadmap once it is there; `drop` is told of what was let go over another column. */
  constructor(
    host: ReactiveControllerHost,
    find: () => RallyRoadmap,
    drop: (idea: Idea, status: Status) => void,
  ) {
    this.#find = find;
    this.#drop = drop;
    host.addController(this);
  }

  hostConnected(): void {
    this.#roadmap = this.#find();
    this.#roadmap.addEventListener('pointerdown', this.#onDown);
  }

  hostDisconnected(): void {
    this.#roadmap?.removeEventListener('pointerdown', this.#onDown);
    this.#ended?.abort();
  }

  readonly #onDown = (event: PointerEvent): void => {
    if (event.button !== 0 || !event.isPrimary || event.pointerType === 'touch') return;
    const path = event.composedPath().filter((each) => each instanceof HTMLElement);
    const card = path.find((each) => each.matches('.card'));
    const column = path.find((each) => each instanceof RallyRoadmapColumn);
    const isControl = path.some((each) => each.matches('rally-vote, .move'));
    const idea = card && column?.ideaOf(card);
    if (idea && column && !isControl) this.#follow(event, card, column, idea);
  };

  #follow(down: PointerEvent, card: HTMLElement, from: RallyRoadmapColumn, idea: Idea): void {
    this.#ended?.abort();
    const ended = (this.#ended = new AbortController());
    let isDragged = false;
    let over: RallyRoadmapColumn | undefined;
    const columns = this.#roadmap?.columns ?? [];

    const show = (on: boolean) => {
      isDragged ||= on;
      card.classList.toggle('dragged', on);
      from.dragging = on;
      for (const column of columns) column.over = on && column === over && column !== from;
      if (!on) card.style.removeProperty('translate');
    };
    const end = (target?: RallyRoadmapColumn) => {
      if (isDragged) dropClick();
      show(false);
      ended.abort();
      if (target?.status && target !== from && isDragged) this.#drop(idea, target.status);
    };
    const on = <T extends keyof WindowEventMap>(type: T, listener: (event: WindowEventMap[T]) => void) =>
      addEventListener(type, listener, { capture: true, signal: ended.signal });

    ended.signal.addEventListener('abort', () => show(false));
    on('pointermove', ({ clientX, clientY }) => {
      const [x, y] = [clientX - down.clientX, clientY - down.clientY];
      if (!isDragged && Math.hypot(x, y) < slackPx) return;
      if (!isDragged) card.setPointerCapture(down.pointerId);
      over = columns.find((column) => contains(column.getBoundingClientRect(), clientX, clientY));
      show(true);
      card.style.setProperty('translate', `${x}px ${y}px`);
    });
    on('pointerup', () => end(over));
    on('pointercancel', () => end());
    on('keydown', (event) => {
      if (event.key !== 'Escape' || !isDragged) return;
      event.stopPropagation();
      end();
    });
    // A browser's own dragging of links and text would end this one.
    on('dragstart', (event) => event.preventDefault());
  }
}

const contains = ({ left, right, top, bottom }: DOMRect, x: number, y: number): boolean =>
  x >= left && x <= right && y >= top && y <= bottom;

/** The click that follows a drag is nobody's. */
function dropClick(): void {
  const stop = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener('click', stop, { capture: true, once: true });
  setTimeout(() => removeEventListener('click', stop, { capture: true }));
}
