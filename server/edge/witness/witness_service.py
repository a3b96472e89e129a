"""A witness of another hand (C2SP tlog-witness, tlog-cosignature): signs that a log only grew from what it saw before.

Prints one JSON line with its address and its verifier key, then one line for each request: the old size it was told and how it
answered. What it saw stays in memory. The first part of the path says how it behaves: /honest, or /slow (answers never), /long
(megabytes), /other (signs with another key), /moved (307). Standard input: "trust ORIGIN KEY_BASE64" makes a log known.
"""
import base64, hashlib, http.server, json, os, sys, threading, time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NAME = "witness.test/w1"
KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
trusted, seen = {}, {}
lock, never = threading.Lock(), threading.Event()


def raw(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(name, kind, public):
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def grew(old, old_root, size, root, proof):
    """RFC 9162, section 2.1.4.2."""
    if old == 0:
        return proof == []
    if old == size:
        return proof == [] and old_root == root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while fn & 1 == 0 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return fr == old_root and sr == root and sn == 0


def add(body, signer):
    head, note = body.split("\n\n", 1)
    lines = head.split("\n")
    old = int(lines[0].removeprefix("old "))
    proof = [base64.b64decode(line, validate=True) for line in lines[1:]]
    text, signatures = note.rsplit("\n\n", 1)
    text += "\n"
    origin, size, root = text.split("\n")[0], int(text.split("\n")[1]), base64.b64decode(text.split("\n")[2])
    if origin not in trusted:
        return old, 404, "text/plain", "unknown log\n"
    for line in signatures.strip("\n").split("\n"):
        dash, name, value = line.split(" ")
        signature = base64.b64decode(value)
        if name == origin and signature[:4] == key_id(origin, 1, trusted[origin]):
            try:
                Ed25519PublicKey.from_public_bytes(trusted[origin]).verify(signature[4:], text.encode())
                break
            except InvalidSignature:
                pass
    else:
        return old, 403, "text/plain", "not signed\n"
    if old > size:
        return old, 400, "text/plain", "old is larger\n"
    with lock:
        last, last_root = seen.get(origin, (0, b""))
        if last != old:
            return old, 409, "text/x.tlog.size", f"{last}\n"
        if old == size and old != 0 and last_root != root:
            return old, 409, "text/plain", "another root\n"
        if not grew(old, last_root, size, root, proof):
            return old, 422, "text/plain", "it did not grow\n"
        seen[origin] = (size, root)
    seconds = int(time.time())
    signed = signer.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
    value = key_id(NAME, 4, raw(signer)) + seconds.to_bytes(8, "big") + signed
    return old, 200, "text/plain", f"— {NAME} {base64.b64encode(value).decode()}\n"


class Witness(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        how = self.path.split("/")[1]
        if how == "slow":
            never.wait()
        if how == "moved":
            self.send_response(307)
            self.send_header("location", "/honest/add-checkpoint")
            self.send_header("content-length", "0")
            self.end_headers()
            return
        old, status, kind, text = add(body, OTHER if how == "other" else KEY)
        answer = (text * 4096 if how == "long" else text).encode()
        print(json.dumps({"old": old, "status": status}), flush=True)
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        try:
            self.wfile.write(answer)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def log_message(self, *_):
        pass


class Quiet(http.server.ThreadingHTTPServer):
    """A client that hangs up in the middle of a long answer is what some tests want."""

    daemon_threads = True

    def handle_error(self, *_):
        pass


server = Quiet(("127.0.0.1", 0), Witness)
threading.Thread(target=server.serve_forever, daemon=True).start()
vkey = f"{NAME}+{key_id(NAME, 4, raw(KEY)).hex()}+{base64.b64encode(bytes([4]) + raw(KEY)).decode()}"
print(json.dumps({"url": f"http://127.0.0.1:{server.server_port}", "vkey": vkey}), flush=True)
for line in sys.stdin:
    word, origin, key = line.split()
    trusted[origin] = base64.b64decode(key)
    print(json.dumps({"trusts": origin}), flush=True)
os._exit(0)
