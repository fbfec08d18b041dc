import { number } from './report.js';

/** Where progress is told: a terminal, or a file or pipe. */
export type Output = Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean };

export interface Progress {
  /** So many are done in all, of as many as are known to come. */
  at(done: number, of?: number): void;
  end(): void;
}

const every = { terminal: 100, log: 5_000 };

/** Says how far long work is: one line that moves on a terminal, a line now and then elsewhere. Short work stays silent there. */
export function progress(
  what: string,
  out: Output = process.stderr,
  now = () => performance.now(),
): Progress {
  const started = now();
  const terminal = out.isTTY === true;
  let shown = terminal ? -Infinity : started;
  let last = 0;
  let total: number | undefined;
  const line = () => {
    const seconds = (now() - started) / 1000;
    const of = total === undefined ? '' : ` of ${number(total)}`;
    const rate = seconds > 0 ? `, ${number(Math.round(last / seconds))} a second` : '';
    return `${what}: ${number(last)}${of}${rate}`;
  };
  return {
    at(done, of) {
      last = done;
      total = of;
      if (now() - shown < (terminal ? every.terminal : every.log)) return;
      shown = now();
      out.write(terminal ? `\r\u001B[K${line()}` : `${line()}\n`);
    },
    end() {
      if (terminal) out.write(`\r\u001B[K${line()}\n`);
      else if (shown > started) out.write(`${line()}\n`);
    },
  };
}
