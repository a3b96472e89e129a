import { officeRoutes as contract } from "../../../contract/office.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { CallGroupId, ClientId, PersonId } from "../../foundation/ids.ts";
import { done } from "../../foundation/refusal.ts";
import { fromIso } from "../../foundation/time.ts";
import type { Access } from "./index.ts";
import { may } from "./permit.ts";

/** The contract has checked that these are UUIDs. */
const asClient = (id: string | null): ClientId | null => id as ClientId | null;

const groupOf = ({ name, members }: { name: string; members: string[] }) => ({ name, members: [...new Set(members)] as PersonId[] });

export function accessRoutes(access: Access): Endpoint[] {
  return [
    endpoint(contract.people, may("people.see"), async ({ as }) => done({ people: await access.listPeople(as) })),
    endpoint(contract.addPerson, may("people.invite"), ({ as, body }) => access.invitePerson(as, { ...body, client: asClient(body.client) })),
    endpoint(contract.addMembership, may("membership.change"), async ({ as, params, body }) => {
      const until = body.until === null ? null : fromIso(body.until);
      const given = await access.giveRole(as, { person: params.person as PersonId, client: asClient(body.client), role: body.role, until });
      return given.ok ? done({}) : given;
    }),
    endpoint(contract.endMembership, may("membership.change"), async ({ as, params }) => {
      const ended = await access.endRole(as, { person: params.person as PersonId, membership: params.membership });
      return ended.ok ? done({}) : ended;
    }),
    endpoint(contract.cutOff, may("people.cut-off"), ({ as, params, body }) => access.cutOff(as, { person: params.person as PersonId, act: body.act })),
    endpoint(contract.addCallGroup, may("call-group.change"), ({ as, body }) => access.openCallGroup(as, groupOf(body))),
    endpoint(contract.saveCallGroup, may("call-group.change"), ({ as, params, body }) => access.saveCallGroup(as, params.group as CallGroupId, groupOf(body))),
    endpoint(contract.callGroups, may("call-group.see"), async ({ as }) => done({ groups: await access.listCallGroups(as) })),
  ];
}
