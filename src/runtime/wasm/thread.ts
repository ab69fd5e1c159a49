// One thread of this host: a worker of Node or of a browser.
import { builtin } from "./host.ts";

/** A thread that runs `source` and has received `data`. */
export interface Thread {
  stop(): void;
}

interface NodeWorker {
  unref(): void;
  on(event: "error" | "exit", listener: () => void): void;
  terminate(): unknown;
}
type NodeWorkerConstructor = new (source: string, options: object) => NodeWorker;

/** Starts a thread. `source` declares a function `follow(data)`. It must not keep the process alive. */
export function startThread(source: string, data: object, onEnd: () => void): Thread | undefined {
  const node = builtin<{ Worker: NodeWorkerConstructor }>("node:worker_threads");
  try {
    if (node) {
      const code = `${source}\nfollow(require("node:worker_threads").workerData);`;
      const worker = new node.Worker(code, { eval: true, workerData: data, execArgv: [], name: "nabla" });
      worker.unref();
      worker.on("error", onEnd);
      worker.on("exit", onEnd);
      return { stop: () => void worker.terminate() };
    }
    const url = URL.createObjectURL(new Blob([`${source}\nonmessage = (event) => follow(event.data);`], { type: "text/javascript" }));
    const worker = new Worker(url);
    worker.onerror = onEnd;
    worker.postMessage(data);
    // The address may go when the script has been fetched, which no event tells; a minute is long enough.
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    return { stop: () => worker.terminate() };
  } catch {
    return undefined;
  }
}
