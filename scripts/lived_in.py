"""A product that somebody has worked with: demo stock, customers, sales in every state, mails, and what went wrong."""

from __future__ import annotations

import io
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pypdf import PdfWriter

ADMITONE = Path(sys.executable).with_name("admitone")
CUSTOMERS = (
    ("Layla Haddad", "layla.haddad@example.com", "+971 50 123 4567", "ar"),
    ("James Whitfield", "j.whitfield@example.co.uk", "+44 7700 900123", "en"),
    ("عبد الله المنصوري", "a.mansoori@example.ae", "+971 55 987 6543", "ar"),
    ("Anneliese Brückner-Oberhausen", "anneliese.brueckner@example.de", "+49 170 5550134", "en"),
    ("Priya Raghunathan", "priya.r@example.in", "+91 98200 55512", "en"),
    ("فاطمة الزرعوني", "fatima.z@example.ae", "+971 52 444 1212", "ar"),
)
# The settings that the stand-in for the gateway knows by itself.
GATEWAY_KEYS = {
    "ADMITONE_TELR_STORE": "1234",
    "ADMITONE_TELR_AUTH_KEY": "sandbox-auth-key",
    "ADMITONE_TELR_WEBHOOK_SECRET": "sandbox-webhook-secret",
}
SETTLED_SECONDS_MAX = 60
# The demo's hotel, in the first organisation of the database.
WIFI_PLACE = "HARBOUR-1"


@dataclass(frozen=True)
class LivedIn:
    """A running product. `places` fills the addresses of `console_pages.PAGES`."""

    address: str
    passwords: Mapping[str, str]
    places: Mapping[str, str]


@contextmanager
def lived_in_product() -> Iterator[LivedIn]:
    """Serve such a product on a free port for the time of the block, with a folder of its own."""
    with ExitStack() as life:
        data = Path(life.enter_context(tempfile.TemporaryDirectory(prefix="admitone-lived-in-")))
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ADMITONE_")}
        gateway = life.enter_context(_process(["sandbox", "--gateway-port", "0", "--odoo-port", "0"], kept, data))
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        environment = {
            **kept,
            **GATEWAY_KEYS,
            "ADMITONE_DATA": str(data / "data"),
            "ADMITONE_BASE_URL": address,
            "ADMITONE_TELR_URL": gateway,
        }
        demo = subprocess.run([ADMITONE, "demo"], env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
        passwords = dict(re.findall(r"Sign in as (\w+) with the password: (\S+)", demo))
        link = _invite_and_give_key(environment)
        life.enter_context(_process(["serve", "--port", str(port)], environment, data))
        with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
            places = Agency(client, passwords["admin"]).work(data)
            # The users of the demo have the first numbers; the invited one comes behind them.
            places |= put_a_guest_online(client, _admitone(environment, "location", "token", WIFI_PLACE))
            yield LivedIn(address, passwords, {**places, "link": link, "colleague": "3", "key": "1"})


def _invite_and_give_key(environment: Mapping[str, str]) -> str:
    """What else an operator does on the first day; the token of the invitation's link."""
    _admitone(environment, "key", "make", "Web shop", "--role", "agent")
    told = _admitone(environment, "user", "invite", "layla", "--role", "agent", "--email", "layla@example.com")
    return told.partition("/password/")[2].split()[0]


def _admitone(environment: Mapping[str, str], *arguments: str) -> str:
    """What a command for the demo's organisation prints."""
    command = [str(ADMITONE), *arguments, "--tenant", "demo"]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def put_a_guest_online(client: httpx.Client, token: str) -> dict[str, str]:
    """A guest of the hotel with a device on, as its access server reports; the places to look at."""
    root = f"/rest/v1/Location/{WIFI_PLACE}"
    ticket = client.get(f"{root}/tickets").raise_for_status().json()["data"][0]
    lobby = {"nas": "ap-lobby", "address": "10.1.0.1", "secret": secrets.token_urlsafe(16)}
    server = client.post(f"{root}/servers", json=lobby).raise_for_status().json()["data"]
    login = {"kind": "uam", "url": "http://10.1.0.1:3990", "uamSecret": secrets.token_urlsafe(16)}
    client.put(f"{root}/servers/{server['id']}/login", json=login).raise_for_status()
    device = {
        "User-Name": ticket["code"],
        "NAS-Identifier": "ap-lobby",
        "Acct-Session-Id": "81a0",
        "Calling-Station-Id": "02-00-5E-10-00-01",
        "Acct-Status-Type": "Start",
    }
    body = {name: {"type": "string", "value": [value]} for name, value in device.items()}
    headers = {"Authorization": f"Bearer {token}", "X-FreeRADIUS-Section": "accounting"}
    client.post("/radius/accounting", json=body, headers=headers).raise_for_status()
    return {
        "place": WIFI_PLACE,
        "wifi_server": str(server["id"]),
        "wifi_service": str(ticket["service"]),
        "wifi_issue": str(ticket["issue"]),
        "wifi_ticket": str(ticket["id"]),
    }


@contextmanager
def _process(arguments: list[str], environment: Mapping[str, str], folder: Path) -> Iterator[str]:
    """A command of the product while the block lasts; the address that its first line tells."""
    command = [str(ADMITONE), *arguments]
    with (
        (folder / f"{arguments[0]}.log").open("w") as log,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            assert process.stdout
            found = next(filter(None, (re.search(r"http://\S+", line) for line in process.stdout)))
            yield found[0]
        finally:
            process.terminate()


class Agency:
    """An admin who works through the API."""

    def __init__(self, client: httpx.Client, password: str) -> None:
        self._client = client
        session = self.call("../user/authenticate", username="admin", password=password)["session"]
        client.headers["Authorization"] = f"Bearer {session}"

    def call(self, path: str, **values: Any) -> Any:
        """What the API gives for a body."""
        answer = self._client.post(f"/offline/{path}" if not path.startswith("..") else path[2:], json=values)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.text}")
        return answer.json()["apiData"]

    def work(self, folder: Path) -> dict[str, str]:
        """Let some days at an agency happen; the places to look at afterwards."""
        # The last one is the face of the demo's event, whose tickets need a place; that of its hotel is not active.
        *attractions, of_event = [one["attractionId"] for one in self.call("attraction/list") if one["active"]]
        batches = self.call("batch/list")
        carts = self._sell(attractions)
        self.call("attraction/threshold", attractionId=attractions[0], threshold=200)
        self.call("attraction/threshold", attractionId=attractions[2], threshold=10)
        self.call("attraction/write", name="Old Harbour Cruise", odooProductCode="OHC-1", supplier="Harbour Lines")
        free = [one["ticketId"] for one in self.call("ticket/search", status="AVAILABLE", limit=3)]
        self._settle()
        event_ticket = self.call("ticket/search", attractionId=of_event, status="SOLD")[0]["ticketId"]
        transfer = self._ask_for_transfer(of_event, event_ticket)
        listing = self._offer_ticket()
        mail = next(one for one in self.call("effect/list") if one["kind"] == "mail_tickets")
        return {
            **carts,
            "event": "1",
            "event_attraction": str(of_event),
            "event_ticket": str(event_ticket),
            "transfer": transfer,
            "listing": listing,
            "free": str(free[0]),
            "free2": str(free[1]),
            "attraction": str(attractions[0]),
            "campaign": str(self.call("campaign/list")[0]["campaignId"]),
            "batch": str(batches[0]["batchId"]),
            "failed_batch": str(self._fail_upload(attractions[0], folder)),
            "doubtful_batch": str(self._upload_again(folder)),
            "mail": str(mail["effectId"]),
        }

    def _sell(self, attractions: list[int]) -> dict[str, str]:
        """Sales in every state; a reference for each of them."""
        carts = [
            self._reserve(number, attractions[number % len(attractions)], 1 + number % 3)
            for number in range(len(CUSTOMERS))
        ]
        for cart in carts[:3]:
            self.call("sale/confirm-payment", cartReference=cart)
        self.call("sale/cancel", cartReference=carts[3], reason="The customer chose another day.")
        self.call("sale/refund", cartReference=carts[2], reason="The attraction was closed.")
        free = [one["ticketId"] for one in self.call("ticket/search", status="AVAILABLE", limit=4)]
        self.call("sale/assign-group", ticketIds=free[2:], tripServiceId=4711)
        sold = self.call("sale/read", cartReference=carts[0])["sales"][0]["ticketId"]
        return {"paid": carts[0], "cancelled": carts[3], "waiting": carts[4], "sold": str(sold)}

    def _reserve(self, number: int, attraction_id: int, quantity: int) -> str:
        name, mail, phone, language = CUSTOMERS[number]
        wish = [{"attractionId": attraction_id, "quantity": quantity}]
        customer = {"customerName": name, "customerEmail": mail, "customerPhone": phone, "language": language}
        made = self.call("sale/reserve", ticketIds=[], allocate=wish, **customer)
        return str(made["cartReference"])

    def _ask_for_transfer(self, attraction_id: int, ticket_id: int) -> str:
        """Leave to transfer a ticket of the event; the uid of the approval."""
        root = "/ticket-transfer-approvals"
        self._client.put(f"{root}/products/{attraction_id}", json={"reissue": True}).raise_for_status()
        issued = self._client.post("/ticket/issue", json={"ids": [ticket_id]}).raise_for_status().json()
        ticket = self._client.get(f"/tickets/{issued['data'][0]['uid']}").raise_for_status().json()
        wish = {"tickets": [ticket["_links"]["self"]["href"]]}
        return str(self._client.post(f"{root}/", json=wish).raise_for_status().json()["uid"])

    def _offer_ticket(self) -> str:
        """A SECURE ticket of the event that its holder sells on; the uid of the offer."""
        event = "/v1/event/1"
        self._client.put(
            f"{event}/ticket_config/1/resale", json={"markup_percent": 20, "fee_percent": 10}
        ).raise_for_status()
        holder = {"email": "mona@example.com", "name": "Mona Aziz"}
        wish: dict[str, Any] = {
            "event_id": 1,
            "owner_id": self._client.post("/v1/enrollment", json=holder).raise_for_status().json()["id"],
            "format": "SECURE",
            "ticket_reservation_items": [{"ticket_config_id": 1, "quantity": 1}],
        }
        for place in ("timeslot", "sector"):
            if found := self._client.get(f"{event}/{place}").raise_for_status().json()["data"]:
                wish["ticket_reservation_items"][0][f"{place}_id"] = found[-1]["id"]
        held = self._client.post("/ticket/reserve", json=wish).raise_for_status().json()["data"]
        self._client.post("/ticket/issue", json={"ids": [held[0]["id"]]}).raise_for_status()
        offer = {"ticket_id": held[0]["id"], "price": 200}
        return str(self._client.post("/v1/listing", json=offer).raise_for_status().json()["uid"])

    def _fail_upload(self, attraction_id: int, folder: Path) -> int:
        """A file without tickets, which becomes a batch that failed."""
        writer = PdfWriter()
        writer.add_blank_page(width=595, height=842)
        path = folder / "conditions.pdf"
        writer.write(path)
        answer = self._client.post(
            "/offline/batch/upload",
            data={"attractionId": str(attraction_id)},
            files={"pdfFile": (path.name, path.read_bytes(), "application/pdf")},
            headers={"Prefer": "respond-async"},
        )
        return int(answer.json()["apiData"]["batch"]["batchId"])

    def _upload_again(self, folder: Path) -> int:
        """Tickets of a sold cart as a file of their own, with a blank page behind: all of them need a look."""
        sold = self.call("ticket/search", status="SOLD", limit=1)[0]
        merged = self._client.post("/offline/sale/merge-download", json={"cartReference": sold["cartReference"]})
        writer = PdfWriter(clone_from=io.BytesIO(merged.content))
        writer.add_blank_page(width=595, height=842)
        path = folder / "again.pdf"
        writer.write(path)
        answer = self._client.post(
            "/offline/batch/upload",
            data={"attractionId": str(sold["attractionId"]), "allowDuplicates": "true"},
            files={"pdfFile": (path.name, path.read_bytes(), "application/pdf")},
        )
        return int(answer.json()["apiData"]["batch"]["batchId"])

    def _settle(self) -> None:
        """Wait until nothing is under way any more."""
        deadline = time.monotonic() + SETTLED_SECONDS_MAX
        while any(one["state"] in {"WAITING", "RUNNING"} for one in self.call("effect/list")):
            if time.monotonic() > deadline:
                return
            time.sleep(0.2)
