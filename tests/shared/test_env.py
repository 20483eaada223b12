"""Settings: every problem at once, near misses named, secrets from files."""

from pathlib import Path

import pytest

from shared.env import Common, Environment
from shared.errors import ConfigError

GOOD = {
    "PADDOCK_DATABASE_URL": "postgresql://paddock_comments@db/paddock",
    "PADDOCK_AMQP_URL": "amqp://paddock@mq/",
    "PADDOCK_STAFF_KEY": "key",
}


def test_the_smallest_environment_is_enough() -> None:
    env = Environment(GOOD)
    common = Common.read(env, port=8101)
    env.finish()
    assert (common.port, common.public_url) == (8101, "http://127.0.0.1:8080")


def test_every_problem_is_listed_at_once() -> None:
    env = Environment({"PADDOCK_AMQP_URL": "http://mq", "PADDOCK_PORT": "many", "PADDOCK_LOG_FORMAT": "xml"})
    Common.read(env, port=8101)
    with pytest.raises(ConfigError) as error:
        env.finish()
    for name in ("DATABASE_URL", "AMQP_URL", "PORT", "LOG_FORMAT", "STAFF_KEY"):
        assert sum(f"PADDOCK_{name} " in problem for problem in error.value.problems) == 1, name


def test_an_unknown_name_is_refused_with_the_nearest_one() -> None:
    env = Environment({**GOOD, "PADDOCK_PUBLIK_URL": "https://x.example"})
    Common.read(env, port=8101)
    with pytest.raises(ConfigError, match=r"PADDOCK_PUBLIK_URL .* did you mean PADDOCK_PUBLIC_URL\?"):
        env.finish()


def test_another_services_settings_are_none_of_our_business() -> None:
    env = Environment({**GOOD, "PADDOCK_NOTIFY_WHATEVER": "1"})
    Common.read(env, port=8101)
    env.finish("PADDOCK_COMMENTS_")


def test_a_password_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("p@ss/word\n")
    env = Environment({**GOOD, "PADDOCK_DATABASE_PASSWORD_FILE": str(file)})
    assert Common.read(env, port=1).database_url == "postgresql://paddock_comments:p%40ss%2Fword@db/paddock"


def test_a_secret_given_twice_or_in_a_missing_file_is_a_problem() -> None:
    env = Environment({**GOOD, "PADDOCK_STAFF_KEY_FILE": "/nowhere/at/all"})
    Common.read(env, port=1)
    assert len(env.problems) == 2
