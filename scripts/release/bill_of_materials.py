"""The bill of materials of a release (CycloneDX 1.6): what the lock of the run time admits, and who needs what.

Names, versions and digests come from `requirements.txt`, licences and arrows from what is installed here.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import Distribution, distribution
from typing import Final

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from certs.version import VERSION

_PIN: Final = re.compile(r"^(\S+)==(\S+) \\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)
_OURS: Final = "Apache-2.0"
_LONGEST_NAME: Final = 60  # characters; a longer field is the text of a licence


@dataclass(frozen=True, slots=True)
class Locked:
    """One distribution of a lock: its name in the one spelling, its version, and the SHA-256 of each file allowed."""

    name: str
    version: str
    digests: tuple[str, ...]


def locked(text: str) -> list[Locked]:
    """Return what a lock file pins, in its order."""
    return [
        Locked(canonicalize_name(name), version, tuple(re.findall("[0-9a-f]{64}", files)))
        for name, version, files in _PIN.findall(text)
    ]


def bill(lock: str, requirements: str, wheel_digest: str, released: datetime) -> str:
    """Return the bill as JSON, the same for the same input. `requirements` is the text of `requirements.in`.

    Raises importlib.metadata.PackageNotFoundError where the lock is not installed here.
    """
    parts = {pin.name: _component(pin) for pin in locked(lock)}
    whole = Component(
        name="starmark",
        version=VERSION,
        type=ComponentType.APPLICATION,
        bom_ref="starmark",
        licenses=[LicenseFactory().make_from_string(_OURS)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=wheel_digest)],
    )
    bom = Bom(
        components=parts.values(),
        serial_number=uuid.uuid5(uuid.NAMESPACE_OID, wheel_digest),
        metadata=BomMetaData(component=whole, timestamp=released),
    )
    wanted = {str(canonicalize_name(each.name)): each for each in map(Requirement, _lines(requirements))}
    bom.register_dependency(whole, [parts[name] for name in wanted])
    for name, part in parts.items():
        needs = set(_needs(distribution(name), wanted[name].extras if name in wanted else set()))
        bom.register_dependency(part, [parts[need] for need in sorted(needs & set(parts))])
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _lines(requirements: str) -> list[str]:
    return [line for line in requirements.splitlines() if "==" in line]


def _component(pin: Locked) -> Component:
    address = PackageURL("pypi", name=pin.name, version=pin.version)
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(address.to_string()),
        comment="the files that the lock allows",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in pin.digests],
    )
    return Component(
        name=pin.name,
        version=pin.version,
        type=ComponentType.LIBRARY,
        bom_ref=address.to_string(),
        purl=address,
        licenses=list(_licences(distribution(pin.name))),
        external_references=[files],
    )


def _licences(installed: Distribution) -> Iterator[License]:
    """Yield what a distribution says of its licence: the expression, else its classifiers, else its short name."""
    fields = installed.metadata.json
    expression, name = str(fields.get("license_expression", "")), str(fields.get("license", ""))
    classified = [line for line in fields.get("classifier", []) if line.startswith("License ::")]
    named = [line.rpartition(" :: ")[2] for line in classified] or [name] * (0 < len(name) <= _LONGEST_NAME)
    yield from map(LicenseFactory().make_from_string, [expression] if expression else named)


def _needs(installed: Distribution, extras: set[str]) -> Iterator[str]:
    """Yield the names that a distribution needs on this system, with the extras that were asked for."""
    for line in installed.requires or []:
        need = Requirement(line)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            yield canonicalize_name(need.name)
