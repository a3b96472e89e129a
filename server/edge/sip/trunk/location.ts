import type { Place } from "../../../care/calls/ports.ts";
import { sdpBody } from "../leg/renegotiation.ts";

/** Where a 911 call comes from, told in the call itself: a civic address (RFC 5139) in a PIDF-LO (RFC 4119), as RFC 6442 has it travel. Pure. */
export interface Body {
  readonly contentDisposition: string;
  readonly contentType: string;
  readonly content: string;
}

/** RFC 2392; it names a part of this one message and nothing outside of it. */
const CONTENT_ID = "place@desk.invalid";
/** No part can hold it: an address has no line that begins so, and SDP lines begin with a letter and "=". */
const BOUNDARY = "compline-911-place";

/** Routing by it is wanted: it is the place of whoever calls, not a guess. */
export const locationLines: readonly string[] = [`Geolocation: <cid:${CONTENT_ID}>`, "Geolocation-Routing: yes"];

const MARKS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (mark) => MARKS[mark]!);

function civic({ houseNumber, street, within, city, state, zip }: Place): string {
  const fields: readonly (readonly [string, string])[] = [["country", "US"], ["A1", state], ["A3", city], ["RD", street], ["HNO", houseNumber], ["LOC", within], ["PC", zip]];
  return fields.filter(([, value]) => value !== "").map(([name, value]) => `<ca:${name}>${escaped(value)}</ca:${name}>`).join("");
}

const pidf = (place: Place, entity: string): string => [
  '<?xml version="1.0" encoding="UTF-8"?>',
  `<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10" xmlns:ca="urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr" entity="pres:${escaped(entity)}">`,
  `<tuple id="desk"><status><gp:geopriv><gp:location-info><ca:civicAddress xml:lang="en">${civic(place)}</ca:civicAddress></gp:location-info>`,
  "<gp:usage-rules/><gp:method>Manual</gp:method></gp:geopriv></status></tuple>",
  "</presence>",
].join("\r\n");

/** The offer and the place, in one body of two parts (RFC 5621). */
export const withLocation = (place: Place, caller: string) => (sdp: string): Body => {
  const { contentType, content } = sdpBody(sdp);
  return {
    contentDisposition: "session",
    contentType: `multipart/mixed;boundary=${BOUNDARY}`,
    content: [
      `--${BOUNDARY}`, `Content-Type: ${contentType}`, "", content.replace(/(?:\r\n)*$/, ""),
      `--${BOUNDARY}`, "Content-Type: application/pidf+xml", `Content-ID: <${CONTENT_ID}>`, "Content-Disposition: by-reference;handling=optional", "", pidf(place, caller.replace(/^sip:|;.*$/g, "")),
      `--${BOUNDARY}--`, "",
    ].join("\r\n"),
  };
};
