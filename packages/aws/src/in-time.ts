/** Rejects with a `Late` if the answer takes longer than `ms`. The call itself goes on, and may still have its effect. */
export async function inTime<T>(ms: number, call: () => Promise<T>): Promise<T> {
  if (ms <= 0) throw new Late('the event is out of time');
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Late(`no answer within ${Math.round(ms)} ms`)), ms);
    const settled = () => clearTimeout(timer);
    call().then(resolve, reject).then(settled, settled);
  });
}

class Late extends Error {
  override name = 'Late';
}
