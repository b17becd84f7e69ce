"""What runs in shadow: a version of a site's policy, and a second model for all sites.

Neither can stop a comment: one that does not load, or that the ledger does not give, is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from service.domain import Site
from service.errors import LedgerUnavailable, SettingsError
from service.moderation import Scorer, Shadow
from service.policy import Policy
from service.policy.compiling import OWN, Grounds
from service.scoring.model import Model, load_version
from service.settings import Settings
from service.web.office import Office
from service.web.rulebook import Rulebook

LONGEST_NAME = 64
_SETTING = "SARING_SHADOW_MODEL"


@dataclass(frozen=True, slots=True)
class Shadowing:
    """Knows what runs beside the policies of sites.

    `versions` are policies in shadow. A `scorer` in shadow is judged by `policies`: those in force,
    with the presets and promises that go with it.
    """

    versions: Rulebook
    scorer: Scorer | None = None
    policies: Rulebook | None = None

    def shadows_for(self, site: Site) -> tuple[Shadow, ...]:
        """Return what runs beside the policy of `site` now; never fails."""
        return (*self._version(site), *self._model(site))

    def _version(self, site: Site) -> Iterator[Shadow]:
        if not site.shadow_version:
            return
        policy = _policy(self.versions, replace(site, policy_version=site.shadow_version))
        if policy is not None:
            yield Shadow(policy.id, policy)

    def _model(self, site: Site) -> Iterator[Shadow]:
        if self.scorer is None or self.policies is None:
            return
        policy = _policy(self.policies, site)
        if policy is not None:
            yield Shadow(name_of(self.scorer.version), policy, self.scorer)


def shadowing(office: Office, model: Model | None) -> Shadowing:
    """Return what runs in shadow in `office`, with a model beside the one in use, or without."""
    own = office.rulebook
    # Each rulebook keeps one policy a site: those in shadow need rulebooks of their own.
    versions = _rulebook(office, own.presets, own.grounds)
    if model is None:
        return Shadowing(versions)
    grounds = Grounds(model.manifest.presets, model.manifest.promises)
    presets = {name: grounds.preset(name) for name in grounds.presets}
    return Shadowing(versions, model, _rulebook(office, presets, grounds))


def load_shadow_model(settings: Settings, current: str) -> Model | None:
    """Return the model that `settings` name beside `current`, the version in use, if any.

    Raises ArtefactError, as for the one in use, and SettingsError.
    """
    version = settings.shadow_model
    if version in ("", current):
        return None
    if len(name_of(version)) > LONGEST_NAME:
        raise SettingsError(f"{_SETTING} is too long for the version of a model")
    return load_version(settings.models_dir, version, named_by=_SETTING)


def name_of(version: str) -> str:
    """Return what a model is called as a shadow."""
    return f"model {version}"


def _rulebook(office: Office, presets: Mapping[str, Policy], grounds: Grounds) -> Rulebook:
    own = office.rulebook
    return Rulebook(own.read, own.now, presets, grounds, own.clock, private=own.private)


def _policy(rulebook: Rulebook, site: Site) -> Policy | None:
    """Return the policy that `site` names, None where another stands in for it."""
    try:
        policy = rulebook.policy_of(site)
    except LedgerUnavailable:
        return None
    own = policy.name == OWN and policy.version == site.policy_version
    return policy if own or not site.policy_version else None
