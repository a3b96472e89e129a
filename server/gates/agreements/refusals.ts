import { refusalsOf } from "../../foundation/refusal.ts";

export const refusals = refusalsOf("agreements", {
  notAllowed: { status: 403, say: "Only an administrator or a compliance officer may do this. Nothing was changed." },
  noSuchAgreement: { status: 404, say: "There is no such agreement." },
  notPdf: { status: 422, say: "This file is not a PDF. Choose the signed agreement as a PDF; nothing was recorded.", field: "pdfBase64" },
  cutShort: { status: 422, say: "This PDF is cut short: its end is missing. Choose it again; nothing was recorded.", field: "pdfBase64" },
  tooLarge: { status: 413, say: "This PDF is larger than 10 MiB. Nothing was recorded.", field: "pdfBase64" },
  endsTooEarly: { status: 422, say: "The agreement would end before it begins. Nothing was recorded.", field: "endsAt" },
  signedInFuture: { status: 422, say: "The date of signature is in the future. Nothing was recorded.", field: "signedOn" },
  tooMany: { status: 409, say: "This client has 100 agreement records, which is the limit. Nothing was recorded." },
  alreadyEnded: { status: 409, say: "This agreement was ended, and that is final. Record a new one." },
  expired: { status: 409, say: "This agreement has expired. Record a new one." },
  notInForce: { status: 409, say: "Only an agreement that is in force can be suspended." },
  notSuspended: { status: 409, say: "This agreement is not suspended." },
  damaged: { status: 409, say: "The stored file no longer matches the hash that was recorded with it. Do not rely on it; tell the compliance officer. The paper original still holds." },
});
