import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { routes } from "../../../contract/index.ts";
import { openApi } from "./openapi.ts";

const described = () => structuredClone(openApi(routes, "1.2.3"));
const verdictOn = async (document: Record<string, unknown>) => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(document);
  return { valid, errors, version: validator.version, dangling: valid ? JSON.stringify(validator.resolveRefs()).includes('"$ref"') : undefined };
};

describe("what is published at /api/openapi.json", () => {
  test("[H15] stands up to a validator we did not write, as OpenAPI 3.1, every reference in it resolved", async () => {
    expect(await verdictOn(described())).toEqual({ valid: true, errors: undefined, version: "3.1", dangling: false });
  });

  test("[H15] the validator would say if a part were wrong", async () => {
    const document = described();
    const paths = document["paths"] as Record<string, Record<string, { parameters?: object[] }>>;
    Object.values(Object.values(paths)[0]!)[0]!.parameters = [{ name: "x", in: "nowhere" }];
    expect((await verdictOn(document)).valid).toBe(false);
  });

  test("[H15] every route of the contract is there once, with the parameters of its path", () => {
    const { paths } = described() as { paths: Record<string, Record<string, { operationId: string; parameters?: { name: string; in: string }[] }>> };
    const operations = Object.entries(paths).flatMap(([path, methods]) => Object.values(methods).map((operation) => ({ path, ...operation })));
    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(Object.keys(routes).toSorted());
    for (const { path, parameters = [] } of operations) {
      expect(parameters.filter((each) => each.in === "path").map(({ name }) => name).toSorted()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).toSorted());
    }
  });
});
