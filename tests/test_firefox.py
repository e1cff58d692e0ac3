"""What Firefox has to say arrives in its own order."""

import json
from types import SimpleNamespace

from firefox import Firefox

ARRIVING = [
    {"type": "success", "id": 6, "result": {"of": "a command that has been given up"}},
    {"type": "event", "method": "log.entryAdded", "params": {"text": "a fault"}},
    {"type": "success", "id": 7, "result": {"of": "this command"}},
]


def test_an_answer_is_told_from_a_late_one_and_from_an_event():
    heard, sent, arriving = [], [], map(json.dumps, ARRIVING)
    socket = SimpleNamespace(send=sent.append, recv=lambda: next(arriving))
    firefox = SimpleNamespace(count=6, socket=socket, _hear=heard.append)
    assert Firefox.send(firefox, "script.evaluate") == {"of": "this command"}
    assert json.loads(*sent)["id"] == 7 and heard == [{"text": "a fault"}]
