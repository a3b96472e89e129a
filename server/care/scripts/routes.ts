import { scriptRoutes } from "../../../contract/scripts.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { AccountId } from "../../foundation/ids.ts";
import { done } from "../../foundation/refusal.ts";
import { may } from "../../trust/access/index.ts";
import type { Scripts } from "./index.ts";

const accountOf = (params: { account: string }): AccountId => params.account as AccountId;

export const endpoints = (scripts: Scripts): Endpoint[] => [
  endpoint(scriptRoutes.scripts, may("script.see"), ({ as, params }) => scripts.list(as, accountOf(params))),
  endpoint(scriptRoutes.saveScript, may("script.change"), ({ as, params, body }) => scripts.save(as, accountOf(params), body)),
  endpoint(scriptRoutes.removeScript, may("script.change"), async ({ as, params }) => {
    const retired = await scripts.retire(as, accountOf(params), params.script);
    return retired.ok ? done({}) : retired;
  }),
];
