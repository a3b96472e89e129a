import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { program } from "./programs.ts";

export interface Pair {
  readonly certPem: string;
  readonly keyPem: string;
  /** The same as files. */
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Certificates {
  readonly caPem: string;
  readonly caFile: string;
  /** For localhost and 127.0.0.1. */
  readonly server: Pair;
  /** A trunk whose certificate our authority signed. */
  readonly trunk: Pair;
  /** Somebody with a certificate nobody signed. */
  readonly stranger: Pair;
}

const call = promisify(execFile);

/** Makes an authority for this run and what it signs, by openssl, in `folder`. */
export async function certificates(folder: string): Promise<Certificates> {
  const openssl = program("openssl", "openssl");
  const make = async (name: string, more: readonly string[]): Promise<Pair> => {
    const [keyFile, certFile] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
    const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", `/CN=${name}`, "-keyout", keyFile, "-out", certFile, ...more];
    await call(openssl, args);
    return { certFile, keyFile, certPem: await readFile(certFile, "utf8"), keyPem: await readFile(keyFile, "utf8") };
  };
  const ca = await make("authority", []);
  const signed = ["-CA", ca.certFile, "-CAkey", ca.keyFile, "-addext", "basicConstraints=CA:FALSE"];
  return {
    caPem: ca.certPem,
    caFile: ca.certFile,
    server: await make("localhost", [...signed, "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]),
    trunk: await make("trunk", signed),
    stranger: await make("stranger", []),
  };
}
