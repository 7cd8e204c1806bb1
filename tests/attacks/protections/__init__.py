"""Every protection, and how it is switched off for the proof: `docs/security/protections.md` is made from this."""

from tests.attacks.protections import (
    accounts,
    analytics,
    appeals,
    consents,
    console,
    datasets,
    erasures,
    exports,
    identity,
    logs,
    models,
    pen_names,
    raw_input,
    regions,
    restaurants,
    servers,
    staffing,
    valkey,
)

SUBJECTS = (
    accounts,
    raw_input,
    pen_names,
    staffing,
    identity,
    appeals,
    consents,
    restaurants,
    analytics,
    datasets,
    models,
    console,
    logs,
    exports,
    erasures,
    regions,
    valkey,
    servers,
)
PROTECTIONS = {protection.name: protection for subject in SUBJECTS for protection in subject.PROTECTIONS}
