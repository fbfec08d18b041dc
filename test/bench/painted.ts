/** When the first frame was painted in which `isSo` holds, in milliseconds since the page was asked for. */
export const painted = (isSo: () => boolean): Promise<number> =>
  new Promise((resolve) => {
    const look = () => {
      if (!isSo()) return void requestAnimationFrame(look);
      // A message that is sent before a frame is painted arrives after.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(null);
    };
    requestAnimationFrame(look);
  });
