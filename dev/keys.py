"""The keys of a private installation: made once, kept under `.paddock/<name>/secrets`, never in the repository."""

from dev.instance import Instance
from shared import sealing

SERVICES = ("comments", "notify", "images")


def sealing_pair(instance: Instance) -> tuple[str, str]:
    """The private and the public half of the key that addresses are sealed to, in base64."""
    private = instance.known_secret("sealing_private")
    if not private:
        private, _ = sealing.new_keys()
        instance.keep_secret("sealing_private", private)
    return private, sealing.public_key(private)


def role_password(instance: Instance, service: str) -> str:
    """The database password of a service's role."""
    return instance.secret(f"role_{service}")
