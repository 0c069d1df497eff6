"""A SAML identity provider on pySAML2 (Debian: python3-pysaml2), for tests alone: answers whoever asks for whom it was told.

One argument: a JSON file with port, key, certificate (paths), user, and by the path of its metadata how each service provider
is answered. Says its address in /metadata, and answers GET /sso with the form that a browser would post.
"""

import json
import sys
from base64 import b64encode
from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit

import saml2.entity
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.authn_context import PASSWORDPROTECTEDTRANSPORT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_PERSISTENT
from saml2.server import Server
from saml2.sigver import pre_encryption_part, verify_redirect_signature
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

with open(sys.argv[1], encoding="utf-8") as file:
    options = json.load(file)
origin = f"http://127.0.0.1:{options['port']}"

config = IdPConfig()
config.load(
    {
        "entityid": f"{origin}/metadata",
        "key_file": options["key"],
        "cert_file": options["certificate"],
        "xmlsec_binary": "/usr/bin/xmlsec1",
        "metadata": {"local": list(options["providers"])},
        "service": {
            "idp": {
                "endpoints": {"single_sign_on_service": [(f"{origin}/sso", BINDING_HTTP_REDIRECT)]},
                "policy": {
                    "default": {
                        "lifetime": {"minutes": 5},
                        "attribute_restrictions": None,
                        "name_form": NAME_FORMAT_URI,
                        "nameid_format": NAMEID_FORMAT_PERSISTENT,
                    }
                },
            }
        },
    }
)
server = Server(config=config)
by_entity = {how["entityId"]: how for how in options["providers"].values()}
encrypt = server.sec.encrypt_assertion


def encrypted_by(cipher):
    """pySAML2 knows Triple DES alone, unless it is told otherwise here."""
    saml2.entity.pre_encryption_part = partial(pre_encryption_part, msg_enc=cipher["algorithm"])
    server.sec.encrypt_assertion = partial(encrypt, key_type=cipher["key"])


def answer_to(query):
    request = server.parse_authn_request(query["SAMLRequest"], BINDING_HTTP_REDIRECT)
    if not request:
        raise ValueError("no request")
    message = request.message
    issuer = message.issuer.text
    keys = server.metadata.certs(issuer, "spsso", "signing")
    # Newer ones answer pairs of name and certificate.
    keys = [key if isinstance(key, str) else key[1] for key in keys]
    if not any(verify_redirect_signature(query.copy(), server.sec.sec_backend, key) for key in keys):
        raise ValueError("not signed by whom it names")
    to = server.response_args(message, [BINDING_HTTP_POST])
    if message.assertion_consumer_service_url != to["destination"]:
        raise ValueError("an address that its metadata does not name")
    how = by_entity[issuer]
    if how["cipher"]:
        encrypted_by(how["cipher"])
    response = server.create_authn_response(
        options["user"]["attributes"],
        userid=options["user"]["id"],
        in_response_to=to["in_response_to"],
        destination=to["destination"],
        sp_entity_id=issuer,
        name_id_policy=to["name_id_policy"],
        authn={"class_ref": PASSWORDPROTECTEDTRANSPORT, "authn_auth": f"{origin}/metadata"},
        sign_assertion=True,
        sign_response=how["signResponse"],
        encrypt_assertion=bool(how["cipher"]),
        sign_alg=SIG_RSA_SHA256,
        digest_alg=DIGEST_SHA256,
    )
    fields = {"SAMLResponse": b64encode(str(response).encode()).decode(), "RelayState": query.get("RelayState", "")}
    inputs = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}"/>' for name, value in fields.items())
    return f'<form method="post" action="{escape(to["destination"])}">{inputs}</form>'


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        asked = urlsplit(self.path)
        try:
            status = 200
            body = str(entity_descriptor(config)) if asked.path == "/metadata" else answer_to(dict(parse_qsl(asked.query)))
        except Exception as error:  # whatever it is, a test is to read it
            status, body = 400, f"{type(error).__name__}: {error}"
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


HTTPServer(("127.0.0.1", options["port"]), Handler).serve_forever()
