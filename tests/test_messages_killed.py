# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Messages are sent by two servers, one of which is killed again and again.

Every message arrives. A kill between the mail server's "ok" and the commit doubles one
message at most, with the same Message-ID. ``KILLS=100 MESSAGES=2000`` in the
environment tries harder.
"""

import os
import random
import socketserver
import subprocess
import threading
from collections import defaultdict

import pytest
from conftest import TOP

DATABASE = "icrm_messages"
KILLS = int(os.environ.get("KILLS", 10))
MESSAGES = int(os.environ.get("MESSAGES", 300))

ASK = f"""
env["ir.mail_server"].create({{"name": "Sink", "smtp_host": "127.0.0.1",
    "smtp_port": PORT, "smtp_encryption": "none"}})
people = env["res.partner"].create([
    {{"name": f"Person {{number}}", "email": f"p{{number}}@example.com"}}
    for number in range({MESSAGES})])
env["ir.cron"].search([]).active = False
env["icrm.message"]._enqueue("work_reassigned", people,
    values={{"by": "Somebody", "reason": "Holidays", "records": []}})
env.cr.commit()
print("QUEUED", env["icrm.message"].search_count([("state", "=", "waiting")]))
"""
# A child sends, with a breath between a mail and its commit; its parent kills it in the
# middle of a message, and starts the next one.
SEND = """
import os, random, signal, time
import odoo
from odoo import sql_db
from odoo.modules.registry import Registry

dice = random.Random(SEED)
name = env.cr.dbname
Message = env.registry["icrm.message"]
lock_next, record_sent = Message._lock_next, Message._record_sent

def record_slowly(self, *args):
    record_sent(self, *args)
    time.sleep(0.02)
Message._record_sent = record_slowly
env.cr.close()
sql_db.close_all()

def send(begun):
    def lock_and_say(self):
        message = lock_next(self)
        os.write(begun, b".")
        return message
    Message._lock_next = odoo.api.model(lock_and_say)
    with Registry(name).cursor() as cr:
        odoo.api.Environment(cr, 1, {})["icrm.message"]._cron_send()

kills = 0
while True:
    heard, begun = os.pipe()
    child = os.fork()
    if not child:
        os.close(heard)
        send(begun)
        os._exit(0)
    os.close(begun)
    if kills < KILLS:
        for _message in range(dice.randint(1, 4)):
            os.read(heard, 1)
        time.sleep(dice.uniform(0, 0.2))
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    os.close(heard)
    if os.WIFSIGNALED(status):
        kills += 1
    else:
        break
print("KILLED", kills, "EXIT", status, flush=True)
os._exit(0)
"""


class Sink(socketserver.ThreadingTCPServer):
    """A mail server that remembers which Message-ID went to whom."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Dialogue)
        self.taken = defaultdict(list)
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Dialogue(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            self._talk()
        except OSError:
            pass  # the other side was killed

    def _talk(self):
        self.wfile.write(b"220 here\r\n")
        to = None
        for line in self.rfile:
            word = line[:4].upper()
            answer = b"250 ok\r\n"
            if word == b"RCPT":
                to = line.split(b"<")[1].split(b">")[0].decode()
            elif word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                message_id = ""
                while (text := self.rfile.readline().rstrip(b"\r\n")) != b".":
                    if not text and not self.rfile.peek(1):
                        return  # killed in the middle: no message
                    if text.lower().startswith(b"message-id:"):
                        message_id = text.split(b":", 1)[1].strip().decode()
                with self.server.lock:
                    self.server.taken[to].append(message_id)
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(answer)


@pytest.fixture(scope="module")
def sink(environment):
    sink = Sink()
    environment.copy_test_database(DATABASE)
    port = sink.server_address[1]
    said = environment.python(DATABASE, ASK.replace("PORT", str(port)))
    assert f"QUEUED {MESSAGES}" in said
    yield sink
    sink.shutdown()
    sink.server_close()
    environment.drop_database(DATABASE)


def start_sender(seed, kills):
    """Return a process that sends, whose children it kills so many times."""
    process = subprocess.Popen(
        [str(TOP / "dev"), "shell", "--no-http"],
        env={**os.environ, "DB": DATABASE},
        cwd=TOP,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    process.stdin.write(f"SEED, KILLS = {seed}, {kills}\n{SEND}")
    process.stdin.close()
    return process


def test_none_lost_and_one_doubled_a_kill(environment, sink):
    dice = random.Random(7)
    servers = [
        start_sender(dice.random(), kills) for kills in (KILLS - KILLS // 2, KILLS // 2)
    ]
    said = [server.stdout.read() for server in servers]
    killed = [int(text.split("KILLED")[1].split()[0]) for text in said]
    assert all("EXIT 0" in text for text in said)
    rows = environment.sql(
        DATABASE, "SELECT state, COUNT(*) FROM icrm_message GROUP BY state"
    )
    assert rows == {f"sent|{MESSAGES}"}
    assert len(sink.taken) == MESSAGES
    doubled = {to: ids for to, ids in sink.taken.items() if len(ids) > 1}
    print(f"{sum(killed)} kills, {len(doubled)} of {MESSAGES} messages doubled")
    # Or they were done before, and nothing was tested.
    assert sum(killed) == KILLS
    assert sum(len(ids) - 1 for ids in doubled.values()) <= KILLS
    for ids in sink.taken.values():
        assert len(set(ids)) == 1, "a double has the same Message-ID"
