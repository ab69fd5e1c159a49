// Writes ONNX models for the peers that run nothing else: just enough protocol buffers, by hand. The numbers are field numbers of onnx.proto.

const varint = (value) => (value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]);
const number = (field, value) => Buffer.from([...varint(field * 8), ...varint(value)]);
const bytes = (field, content) => Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(content.length)]), content]);
const text = (field, value) => bytes(field, Buffer.from(value, "utf8"));
const all = (...parts) => Buffer.concat(parts.flat());

const FLOAT = 1;
const INT64 = 7;

const shaped = (name, shape) => all(text(1, name), bytes(2, bytes(1, all(number(1, FLOAT), bytes(2, all(shape.map((size) => bytes(1, number(1, size))))))))); // prettier-ignore

/** A constant: numbers as f32, or whole ones as i64. */
function constant(name, shape, data) {
  const wide = data instanceof BigInt64Array;
  const raw = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return all(
    shape.map((size) => number(1, size)),
    number(2, wide ? INT64 : FLOAT),
    text(8, name),
    bytes(9, raw),
  );
}

const attribute = ([name, value]) =>
  Array.isArray(value)
    ? all(text(1, name), value.map((one) => number(8, one)), number(20, 7)) // prettier-ignore
    : all(text(1, name), number(3, value), number(20, 2));

const node = ([op, inputs, outputs, attributes = {}]) =>
  all(
    inputs.map((name) => text(1, name)),
    outputs.map((name) => text(2, name)),
    text(4, op),
    Object.entries(attributes).map((each) => bytes(5, attribute(each))),
  );

/**
 * The bytes of a model. `nodes`: [op, inputs, outputs, attributes]; `inputs` and `outputs`: name → shape;
 * `constants`: name → [shape, numbers].
 */
export function model({ nodes, inputs, outputs, constants = {} }) {
  const graph = all(
    nodes.map((each) => bytes(1, node(each))),
    text(2, "graph"),
    Object.entries(constants).map(([name, [shape, data]]) => bytes(5, constant(name, shape, data))),
    Object.entries(inputs).map(([name, shape]) => bytes(11, shaped(name, shape))),
    Object.entries(outputs).map(([name, shape]) => bytes(12, shaped(name, shape))),
  );
  return all(number(1, 8), bytes(7, graph), bytes(8, all(text(1, ""), number(2, 17))));
}
