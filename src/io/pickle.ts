// Python's pickle, as far as dictionaries of tensors need it, and no further: nothing is imported or called, classes are mere
// names that the caller may refuse. Knows nothing of tensors.
import { pytorchError } from "./errors.ts";

/** The name of something in Python; it is never looked up. */
export class PythonName {
  readonly name: string;
  constructor(module: string, name: string) {
    this.name = `${module}.${name}`;
  }
}

/** What a pickle can hold here. Dictionaries become maps. */
export type Pickled =
  null | boolean | number | string | PythonName | readonly Pickled[] | Map<Pickled, Pickled> | { readonly made: unknown };

/** What the caller makes of names: calls and persistent objects. */
export interface Interpreter {
  /** The result of calling `name` with arguments; throws for names that are not allowed. */
  call(name: string, args: readonly Pickled[]): Pickled;
  /** The object that an identifier stands for. */
  persistent(id: Pickled): Pickled;
}

/** More numbers than any model has names. */
const MOST = 10_000_000;

/** Reads one pickle (protocols 2 to 5). */
export function readPickle(bytes: Uint8Array, { call, persistent }: Interpreter): Pickled {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let stack: Pickled[] = [];
  const marks: Pickled[][] = [];
  const memo = new Map<number, Pickled>();
  const take = (count: number): number => {
    if (at + count > bytes.length) throw pytorchError("the pickle is cut off");
    at += count;
    return at - count;
  };
  const u8 = (): number => view.getUint8(take(1));
  const u32 = (): number => view.getUint32(take(4), true);
  const text = (length: number): string => {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(take(length), at));
    } catch (error) {
      throw error instanceof TypeError ? pytorchError("the pickle has a text that is not UTF-8") : error;
    }
  };
  const line = (): string => {
    const end = bytes.indexOf(10, at);
    if (end < 0) throw pytorchError("the pickle is cut off");
    return text(end + 1 - at).slice(0, -1);
  };
  const pop = (): Pickled => {
    if (stack.length === 0) throw pytorchError("the pickle is broken: nothing is on its stack");
    return stack.pop()!;
  };
  const popMark = (): Pickled[] => {
    const items = stack;
    const before = marks.pop();
    if (!before) throw pytorchError("the pickle is broken: a mark is missing");
    stack = before;
    return items;
  };
  const put = (value: Pickled): void => {
    if (stack.length > MOST) throw pytorchError("the pickle is too large");
    stack.push(value);
  };
  const remember = (key: number): void => void memo.set(key, top());
  const top = (): Pickled => {
    if (stack.length === 0) throw pytorchError("the pickle is broken: nothing is on its stack");
    return stack.at(-1)!;
  };
  const recall = (key: number): void => {
    if (!memo.has(key)) throw pytorchError("the pickle is broken: it asks for something that it did not keep");
    put(memo.get(key)!);
  };
  const setItems = (items: readonly Pickled[]): void => {
    const target = top();
    if (!(target instanceof Map)) throw pytorchError("the pickle is broken: only dictionaries have items");
    for (let i = 0; i + 1 < items.length; i += 2) target.set(items[i]!, items[i + 1]!);
  };
  const append = (items: readonly Pickled[]): void => {
    const target = top();
    if (!Array.isArray(target)) throw pytorchError("the pickle is broken: only lists can grow");
    for (const item of items) target.push(item);
  };
  const whole = (length: number): number => {
    let value = 0n;
    const from = take(length);
    for (let i = 0; i < length; i++) value |= BigInt(bytes[from + i]!) << BigInt(8 * i);
    return Number(BigInt.asIntN(8 * length, value));
  };
  const tuple = (count: number): void => {
    const items: Pickled[] = [];
    for (let i = 0; i < count; i++) items.unshift(pop());
    put(items);
  };

  for (;;) {
    const code = u8();
    switch (code) {
      case 0x80: // protocol
        if (u8() > 5) throw pytorchError("the pickle is of a protocol above 5");
        break;
      case 0x95: // frame
        take(8);
        break;
      case 0x2e: // stop
        return pop();
      case 0x4e:
        put(null);
        break;
      case 0x88:
      case 0x89:
        put(code === 0x88);
        break;
      case 0x4a:
        put(view.getInt32(take(4), true));
        break;
      case 0x4b:
        put(u8());
        break;
      case 0x4d:
        put(view.getUint16(take(2), true));
        break;
      case 0x8a:
        put(whole(u8()));
        break;
      case 0x47:
        put(view.getFloat64(take(8), false));
        break;
      case 0x58:
        put(text(u32()));
        break;
      case 0x8c:
        put(text(u8()));
        break;
      case 0x7d:
        put(new Map());
        break;
      case 0x5d:
      case 0x29:
        put([]);
        break;
      case 0x28: // mark
        if (marks.length > 1000) throw pytorchError("the pickle is nested too deeply");
        marks.push(stack);
        stack = [];
        break;
      case 0x74:
      case 0x6c:
        put(popMark());
        break;
      case 0x64: {
        const items = popMark();
        put(new Map());
        setItems(items);
        break;
      }
      case 0x85:
      case 0x86:
      case 0x87:
        tuple(code - 0x84);
        break;
      case 0x73: {
        const value = pop();
        setItems([pop(), value]);
        break;
      }
      case 0x75:
        setItems(popMark());
        break;
      case 0x61:
        append([pop()]);
        break;
      case 0x65:
        append(popMark());
        break;
      case 0x71:
        remember(u8());
        break;
      case 0x72:
        remember(u32());
        break;
      case 0x94:
        remember(memo.size);
        break;
      case 0x68:
        recall(u8());
        break;
      case 0x6a:
        recall(u32());
        break;
      case 0x63: {
        const module = line();
        put(new PythonName(module, line()));
        break;
      }
      case 0x93: {
        const [name, module] = [pop(), pop()];
        if (typeof name !== "string" || typeof module !== "string") throw pytorchError("the pickle is broken: a name is no text");
        put(new PythonName(module, name));
        break;
      }
      case 0x81: // a new object: the caller says which there are
      case 0x52: {
        const [args, callee] = [pop(), pop()];
        if (!(callee instanceof PythonName) || !Array.isArray(args)) throw pytorchError("the pickle calls something that has no name");
        put(call(callee.name, args));
        break;
      }
      case 0x62: // state of an object: dictionaries keep their items only
        pop();
        if (!(top() instanceof Map)) throw pytorchError("the pickle holds an object with a state of its own");
        break;
      case 0x51:
        put(persistent(pop()));
        break;
      case 0x30:
        pop();
        break;
      default:
        throw pytorchError(`the pickle has an instruction (${code}) that dictionaries of tensors do not need; it is refused`);
    }
  }
}
