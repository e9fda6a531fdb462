"""Every message has exactly one actor, every queue one consuming service."""

from collections import Counter

from services.dispatch.main import actors as dispatch
from services.notify.main import actors as notify
from shared.contracts.messages import ALL
from shared.kernel.settings import Settings
from shared.queue import broker
from shared.store.engine import Store


def test_every_message_has_one_actor_and_every_queue_one_service(settings: Settings, store: Store) -> None:
    heard: Counter[str] = Counter()
    queues: list[set[str]] = []
    for actors in (dispatch, notify):
        memory = broker.in_memory()
        queues.append(actors(settings, store, memory))
        heard.update(list(memory.actors))
        assert {actor.queue_name for actor in memory.actors.values()} == queues[-1]
    assert heard == Counter({message.kind: 1 for message in ALL})
    assert set.intersection(*queues) == set()
    assert set.union(*queues) == {message.queue for message in ALL}


def test_kinds_and_tags_agree_and_none_is_used_twice() -> None:
    assert len({message.kind for message in ALL}) == len(ALL)
    for message in ALL:
        assert message.__struct_config__.tag == message.kind
        assert message.kind.startswith(f"{message.queue}.")
