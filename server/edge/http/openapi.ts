import { z } from "zod";
import { Problem, type Route } from "../../../contract/common.ts";

type AnyRoute = Route<unknown, unknown, unknown, unknown>;
type Json = Record<string, unknown>;

const schemaOf = (shape: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _drop, ...schema } = z.toJSONSchema(shape, { target: "draft-2020-12", io, unrepresentable: "any" }) as Json;
  return schema;
};
const jsonOf = (schema: Json): Json => ({ "application/json": { schema } });

function parametersOf(shape: z.ZodType | undefined, place: "path" | "query"): Json[] {
  if (!shape) return [];
  const { properties = {}, required = [] } = schemaOf(shape, "input") as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: place, required: place === "path" || required.includes(name), schema }));
}

function operationOf(name: string, route: AnyRoute): Json {
  const parameters = [...parametersOf(route.params, "path"), ...parametersOf(route.query, "query")];
  const csrf = { name: "x-compline", in: "header", required: true, description: "any value; a foreign page cannot send it", schema: { type: "string" } };
  if (route.method !== "GET") parameters.push(csrf);
  return {
    operationId: name,
    summary: route.summary,
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: { required: true, content: jsonOf(schemaOf(route.body, "input")) } }),
    ...(route.open && { security: [] }),
    responses: { 200: { description: "Done", content: { [route.replyType ?? "application/json"]: { schema: schemaOf(route.reply, "output") } } }, default: { description: "What happened, what is safe, what next", content: jsonOf({ $ref: "#/components/schemas/Problem" }) } },
  };
}

/** OpenAPI 3.1 (whose schemas are JSON Schema 2020-12) of the contract: the same objects that check each request. */
export function openApi(routes: Readonly<Record<string, unknown>>, version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(routes as Record<string, AnyRoute>)) {
    const path = route.path.replace(/:([a-zA-Z]+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(name, route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Compline", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    security: [{ session: [] }],
    paths,
    components: { schemas: { Problem: schemaOf(Problem, "output") }, securitySchemes: { session: { type: "apiKey", in: "cookie", name: "compline" } } },
  };
}
