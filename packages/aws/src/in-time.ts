/** Rejects with a `Late` if the answer takes longer than `ms`. The call itself goes on, and may still have its effect. */
export function inTime<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Late(`no answer within ${Math.round(ms)} ms`)), ms);
    const settled = () => clearTimeout(timer);
    answer.then(resolve, reject).then(settled, settled);
  });
}

class Late extends Error {
  override name = 'Late';
}
