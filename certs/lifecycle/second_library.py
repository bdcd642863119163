"""A second opinion before release: signatures made by OpenSSL are verified by libsodium (decision 0015).

What goes into the log stays for ever, so it is proved by a library that did not make it. (It also takes half the
time, which a batch feels: four signatures a certificate.) Answers to the public are verified by OpenSSL, whose rule
on malformed signatures is the one we state.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from certs.errors import NotGenuine
from certs.trust.keys import PublicKey
from certs.trust.trust_list.trust_list import TrustList


@dataclass(frozen=True, slots=True)
class SodiumKey(PublicKey):
    """The same key, asked through libsodium."""

    def verify(self, signature: bytes, data: bytes) -> None:
        """Return if `signature` over `data` is by this key; raises NotGenuine otherwise."""
        try:
            crypto_sign_open(signature + data, self.raw)
        except BadSignatureError as exc:
            raise NotGenuine(
                "signature",
                "两种密码库对这份签名的结论不同，没有放行。请停止签发并检查这台主机。",
                "Two cryptographic libraries disagree about this signature, so it was not released. "
                "Stop issuing and examine this host.",
            ) from exc


def second_opinion(trust: TrustList) -> TrustList:
    """Return the same trust list with keys that verify through libsodium."""
    return replace(
        trust, keys=tuple(SodiumKey(k.name, k.raw, k.state, k.added, k.ended, k.trusted_size) for k in trust.keys)
    )
