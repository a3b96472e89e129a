import { z } from "zod";

/** As much of JSON Schema as the contract's bodies need. */
interface Shape {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly propertyNames?: Shape;
}

const FORMATS: Readonly<Record<string, string>> = { "date-time": "2027-01-14T07:14:00Z", date: "2027-01-14", email: "somebody@attack.example", uri: "https://push.attack.example/1" };
/** Tried in turn where a pattern says more than a length. */
const WORDS = ["123456", "+12125550199", "22:00", "2027-01-14", "AAAA", "NY", "10001", "attack"];

/** Every identifier in a body is one of the victim's: `idOf` is asked with the name it stands under. */
export type IdOf = (name: string) => string;

function textOf({ format, pattern, minLength = 0 }: Shape, name: string, idOf: IdOf): string {
  if (format === "uuid") return idOf(name);
  const given = format === undefined ? undefined : FORMATS[format];
  if (given !== undefined) return given;
  const matching = pattern === undefined ? "attack" : (WORDS.find((word) => new RegExp(pattern).test(word)) ?? "attack");
  return name === "zone" ? "America/New_York" : matching.padEnd(minLength, "x");
}

function listOf({ items, minItems = 0 }: Shape, name: string, idOf: IdOf): unknown[] {
  return Array.from({ length: Math.max(minItems, 1) }, () => valueOf(items ?? {}, name, idOf));
}

function recordOf({ properties, propertyNames }: Shape, idOf: IdOf): Record<string, unknown> {
  const named = Object.entries(properties ?? {}).map(([key, shape]) => [key, valueOf(shape, key, idOf)] as const);
  const every = (propertyNames?.enum ?? []).map((key) => [String(key), "F4"] as const);
  return Object.fromEntries([...every, ...named]);
}

/** Where the first of several would be refused for its kind, before anybody asks whose it is. */
const CHOICES: Readonly<Record<string, string>> = { role: "clinician" };

const OF_TYPE: Readonly<Record<string, (shape: Shape, name: string, idOf: IdOf) => unknown>> = {
  string: textOf, array: listOf, boolean: () => true,
  object: (shape, _name, idOf) => recordOf(shape, idOf),
};

/** The first of several that is not nothing. */
const oneOf = ({ anyOf, oneOf: each }: Shape): Shape => (anyOf ?? each ?? []).find(({ type }) => type !== "null") ?? {};

/** One value of this shape, with everything optional in it: what may be named is named. */
function valueOf(shape: Shape, name: string, idOf: IdOf): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum.find((one) => one === CHOICES[name]) ?? shape.enum[0];
  if (shape.anyOf ?? shape.oneOf) return valueOf(oneOf(shape), name, idOf);
  const make = OF_TYPE[String(shape.type)];
  return make ? make(shape, name, idOf) : Math.max(shape.minimum ?? 1, 1);
}

/** A body that the contract takes. Throws for a body it cannot make, so that a new route is not passed over in silence. */
export function sampleOf(body: z.ZodType, idOf: IdOf): unknown {
  const sample = valueOf(z.toJSONSchema(body, { io: "input", unrepresentable: "any" }) as Shape, "", idOf);
  body.parse(sample);
  return sample;
}
