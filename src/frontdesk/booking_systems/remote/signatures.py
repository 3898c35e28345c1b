"""The signature that vendors put on their notices: an HMAC of the body as it came (RFC 2104), in hexadecimal. Pure."""

import hmac


def is_signed(signature: str, body: bytes, secret: str, hash: str = "sha256") -> bool:
    """Whether a signature is that of the body, in capitals or not; compared in constant time."""
    ours = hmac.new(secret.encode(), body, hash).hexdigest()
    return hmac.compare_digest(signature.lower().encode(), ours.encode())
