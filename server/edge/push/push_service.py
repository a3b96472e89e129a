"""A push service of another hand: checks VAPID (RFC 8292) and decrypts the message as the browser would (RFC 8291, RFC 8188).

Prints one JSON line with its address, its certificate and a subscription, then one line for each request it was sent.
The last part of the path says how it answers: /ok 201, /gone 410, /missing 404, /busy 503, /full 429, /moved 307, /denied 403, /slow never.
"""
import base64, datetime, http.server, ipaddress, json, os, ssl, struct, sys, tempfile, threading, time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import NameOID

STATUS = {"ok": 201, "gone": 410, "missing": 404, "busy": 503, "full": 429, "moved": 307, "denied": 403}
KEY = ec.generate_private_key(ec.SECP256R1())
AUTH = os.urandom(16)
never = threading.Event()


def b64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point(key):
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def hkdf(salt, secret, info, length):
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def check_vapid(header, origin):
    """RFC 8292: the token is signed by k, is for us, and ends within a day."""
    scheme, _, rest = header.partition(" ")
    assert scheme.lower() == "vapid", "scheme"
    fields = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = fields["t"].split(".")
    raw = unb64(signature)
    assert len(raw) == 64, "signature length"
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(fields["k"]))
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(unb64(head)) == {"typ": "JWT", "alg": "ES256"}, "header"
    said = json.loads(unb64(claims))
    assert said["aud"] == origin, "audience"
    assert 0 < said["exp"] - time.time() <= 86400, "expiry"
    return fields["k"], said["sub"]


def decrypt(body):
    """RFC 8188 header, then RFC 8291 keys, then one record with its padding."""
    salt, size, length = body[:16], struct.unpack(">I", body[16:20])[0], body[20]
    sender, cipher = body[21:21 + length], body[21 + length:]
    assert length == 65 and len(cipher) <= size, "record"
    shared = KEY.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
    secret = hkdf(AUTH, shared, b"WebPush: info\x00" + point(KEY.public_key()) + sender, 32)
    key = hkdf(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = hkdf(salt, secret, b"Content-Encoding: nonce\x00", 12)
    clear = AESGCM(key).decrypt(nonce, cipher, None)
    text = clear.rstrip(b"\x00")
    assert text[-1:] == b"\x02", "the last record ends with the delimiter 2"
    return text[:-1].decode(), len(clear) - len(text)


class Service(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        asked = {"path": self.path}
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            asked["key"], asked["sub"] = check_vapid(self.headers["authorization"], ORIGIN)
            asked["text"], asked["padding"] = decrypt(body)
            asked["bytes"] = len(body)
            asked["headers"] = {name: self.headers[name] for name in ("ttl", "urgency", "topic", "content-encoding")}
        except Exception as wrong:
            asked["wrong"] = f"{type(wrong).__name__}: {wrong}"
        print(json.dumps(asked), flush=True)
        how = self.path.rsplit("/", 1)[-1]
        if how == "slow":
            never.wait(60)
            return
        self.send_response(400 if "wrong" in asked else STATUS[how])
        if how == "moved":
            self.send_header("location", ORIGIN + "/ok")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def certificate():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "push service of the test")])
    now = datetime.datetime.utcnow()
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, hashes.SHA256()))
    pem = made.public_bytes(serialization.Encoding.PEM)
    return pem, pem + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


PEM, WITH_KEY = certificate()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
server.daemon_threads = True
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
with tempfile.NamedTemporaryFile() as file:
    file.write(WITH_KEY)
    file.flush()
    context.load_cert_chain(file.name)
server.socket = context.wrap_socket(server.socket, server_side=True)
ORIGIN = f"https://127.0.0.1:{server.server_address[1]}"
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"origin": ORIGIN, "ca": PEM.decode(), "p256dh": b64(point(KEY.public_key())), "auth": b64(AUTH)}), flush=True)
sys.stdin.read()  # Lives as long as the test holds its end.
