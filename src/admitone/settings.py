"""Every setting: its variable, its default and what it means."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from admitone.ledger_settings import LEDGER_SETTINGS
from admitone.setting_readers import (
    Setting,
    check_secret,
    one_of,
    read_currency,
    read_database,
    read_flag,
    read_gateway,
    read_issuer,
    read_key,
    read_languages,
    read_mail_server,
    read_networks,
    read_objects,
    read_origin,
    read_origins,
    read_record,
    read_sender,
    read_store,
    read_token,
    read_zone,
    whole_number,
)

MEBIBYTE: Final = 1024 * 1024
SETTINGS: Final[dict[str, Setting]] = {
    "environment": Setting(
        "ADMITONE_ENVIRONMENT",
        "development",
        "`development`, or `production`, which refuses sandboxes and test payments",
        one_of("development", "production"),
    ),
    "data_folder": Setting("ADMITONE_DATA", "~/.local/share/admitone", "Folder for what is kept on this machine", Path),
    "database_url": Setting(
        "ADMITONE_DATABASE_URL",
        "sqlite:///DATA/admitone.db",
        "`sqlite:///PATH` (four slashes for an absolute path) or `postgresql://USER:PASSWORD@HOST/DATABASE`",
        read_database,
        confidential=True,
    ),
    "objects_url": Setting(
        "ADMITONE_OBJECTS_URL",
        "file:///DATA/objects",
        "Uploaded files: `file:///PATH` or `s3://BUCKET/PREFIX`",
        read_objects,
    ),
    "base_url": Setting(
        "ADMITONE_BASE_URL", "http://127.0.0.1:8080", "Address under which people reach the product", read_origin
    ),
    "secret": Setting(
        "ADMITONE_SECRET",
        "",
        "Signs form tokens; at least 32 random characters",
        check_secret,
        confidential=True,
        default_shown="made on first start",
    ),
    "timezone": Setting("ADMITONE_TIMEZONE", "Asia/Dubai", "IANA time zone of new tenants", read_zone),
    "currency": Setting("ADMITONE_CURRENCY", "AED", "ISO 4217 currency of prices that come without one", read_currency),
    "database_connections": Setting(
        "ADMITONE_DATABASE_CONNECTIONS", "10", "PostgreSQL connections of one process", whole_number(1, 500)
    ),
    "upload_bytes_max": Setting(
        "ADMITONE_UPLOAD_BYTES_MAX",
        str(300 * MEBIBYTE),
        "Largest upload",
        whole_number(1024, 4 * 1024 * MEBIBYTE),
        default_shown="300 MiB",
    ),
    "upload_pages_max": Setting(
        "ADMITONE_UPLOAD_PAGES_MAX", "20000", "Most pages of one PDF", whole_number(1, 1_000_000)
    ),
    "upload_seconds_max": Setting(
        "ADMITONE_UPLOAD_SECONDS_MAX", "1800", "Longest reading of one PDF", whole_number(10, 86_400)
    ),
    "json_bytes_max": Setting(
        "ADMITONE_JSON_BYTES_MAX",
        str(20 * MEBIBYTE),
        "Largest JSON body",
        whole_number(1024, 1024 * MEBIBYTE),
        default_shown="20 MiB",
    ),
    "page_seconds_max": Setting(
        "ADMITONE_PAGE_SECONDS_MAX",
        "10",
        "Longest reading of one page before its worker is replaced",
        whole_number(1, 600),
    ),
    "pdf_workers": Setting(
        "ADMITONE_PDF_WORKERS",
        str(os.cpu_count() or 1),
        "Processes that read PDFs",
        whole_number(1, 256),
        default_shown="one per CPU",
    ),
    "pdf_worker_bytes_max": Setting(
        "ADMITONE_PDF_WORKER_BYTES_MAX",
        str(400 * MEBIBYTE),
        "Address space of one such process",
        whole_number(256 * MEBIBYTE, 64 * 1024 * MEBIBYTE),
        default_shown="400 MiB",
    ),
    "ocr_languages": Setting(
        "ADMITONE_OCR_LANGUAGES",
        "",
        "Languages of scanned pages, as tesseract names them, for example `eng+deu`; see "
        "[Scanned tickets](#scanned-tickets)",
        read_languages,
        default_shown="none: no text recognition",
    ),
    "page_cache_bytes_max": Setting(
        "ADMITONE_PAGE_CACHE_BYTES_MAX",
        str(2048 * MEBIBYTE),
        "Local copies of originals for cutting pages",
        whole_number(MEBIBYTE, 1024 * 1024 * MEBIBYTE),
        default_shown="2 GiB",
    ),
    "session_idle_minutes": Setting(
        "ADMITONE_SESSION_IDLE_MINUTES", "480", "A session unused for so long ends", whole_number(2, 100_000)
    ),
    "session_hours_max": Setting(
        "ADMITONE_SESSION_HOURS_MAX", "168", "Longest life of a session", whole_number(1, 10_000)
    ),
    "download_days": Setting(
        "ADMITONE_DOWNLOAD_DAYS",
        "90",
        "Days that a ticket's link works, or to its last day",
        whole_number(1, 3650),
    ),
    "hold_minutes": Setting(
        "ADMITONE_HOLD_MINUTES", "1440", "How long a reservation waits for its payment", whole_number(1, 86_400)
    ),
    "link_origins": Setting(
        "ADMITONE_LINK_ORIGINS",
        "",
        "Further addresses, separated by commas, that links in mails may point to",
        read_origins,
        default_shown="none",
    ),
    "trusted_proxies": Setting(
        "ADMITONE_TRUSTED_PROXIES",
        "127.0.0.1,::1",
        "Addresses or networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed",
        read_networks,
    ),
    "metrics_token": Setting(
        "ADMITONE_METRICS_TOKEN",
        "",
        "When set, `/metrics` asks for it as a Bearer token",
        read_token,
        confidential=True,
        default_shown="none",
    ),
    "effects": Setting(
        "ADMITONE_EFFECTS",
        "request",
        "Who makes payment links, quotations and mails: `request`, the process that was asked, before it answers, or "
        "`worker`, so that answers come sooner and name what is pending",
        one_of("request", "worker"),
    ),
    "telr_url": Setting(
        "ADMITONE_TELR_URL",
        "",
        "Folder of Telr's gateway, `https://secure.telr.com/gateway`; without it there are no payment links",
        read_gateway,
        default_shown="none",
    ),
    "telr_store": Setting("ADMITONE_TELR_STORE", "", "Number of the Telr store", read_store, default_shown="none"),
    "telr_auth_key": Setting(
        "ADMITONE_TELR_AUTH_KEY",
        "",
        "The store's authentication key: opens and checks payments, signs notices of single orders",
        read_key,
        confidential=True,
        default_shown="none",
    ),
    "telr_remote_key": Setting(
        "ADMITONE_TELR_REMOTE_KEY",
        "",
        "The store's remote API key; without it refunds are made by hand",
        read_key,
        confidential=True,
        default_shown="none",
    ),
    "telr_webhook_secret": Setting(
        "ADMITONE_TELR_WEBHOOK_SECRET",
        "",
        "The data-integrity key of the store's webhook; without it the webhook's notices count as unsigned",
        read_key,
        confidential=True,
        default_shown="none",
    ),
    "telr_protocol": Setting(
        "ADMITONE_TELR_PROTOCOL",
        "form",
        "`form`, whose orders carry the address for notices, or `json`, which relies on the store's webhook",
        one_of("json", "form"),
    ),
    "telr_test": Setting("ADMITONE_TELR_TEST", "true", "`true` for payments with test cards, or `false`", read_flag),
    "odoo_url": Setting(
        "ADMITONE_ODOO_URL",
        "",
        "Address of Odoo 16 or newer; without it there are no quotations",
        read_gateway,
        default_shown="none",
    ),
    "odoo_database": Setting(
        "ADMITONE_ODOO_DATABASE",
        "",
        "Odoo's database; Odoo 19 or newer needs it only where one address serves several",
        str,
        default_shown="none",
    ),
    "odoo_login": Setting(
        "ADMITONE_ODOO_LOGIN", "", "Login of the key's user; Odoo up to 18 asks for it", str, default_shown="none"
    ),
    "odoo_key": Setting(
        "ADMITONE_ODOO_KEY",
        "",
        "API key of a user of Odoo; see [Odoo](#odoo) for the rights it needs",
        read_key,
        confidential=True,
        default_shown="none",
    ),
    "odoo_invoice": Setting(
        "ADMITONE_ODOO_INVOICE",
        "invoice",
        "What Odoo gets of a paid cart beside the order: `none`, `invoice`, or `payment`, an invoice with its payment",
        one_of("none", "invoice", "payment"),
    ),
    "odoo_journal_id": Setting(
        "ADMITONE_ODOO_JOURNAL_ID",
        "",
        "Id of the bank or cash journal that payments are registered in",
        read_record,
        default_shown="Odoo's choice",
    ),
    "smtp_url": Setting(
        "ADMITONE_SMTP_URL",
        "",
        "Mail server: `smtp://USER:PASSWORD@HOST:587` or `smtps://USER:PASSWORD@HOST:465`, reserved characters "
        "percent-encoded; `?starttls=required` (else `offered`, `never`); without it mails are files in `DATA/outbox`",
        read_mail_server,
        confidential=True,
        default_shown="none",
    ),
    "mail_from": Setting(
        "ADMITONE_MAIL_FROM",
        "Admit One <tickets@localhost>",
        "Sender of mails; a real address of yours when there is a mail server",
        read_sender,
    ),
    "account_token_hours": Setting(
        "ADMITONE_ACCOUNT_TOKEN_HOURS",
        "12",
        "How long the tokens work that owners of tickets get by mail, at most 720",
        whole_number(1, 720),
    ),
    "opt_out_hours": Setting(
        "ADMITONE_OPT_OUT_HOURS",
        "48",
        "How long owners may stop a transfer of their tickets when whoever asks for it names no time, at most 1440",
        whole_number(1, 1440),
    ),
    "oidc_issuer": Setting(
        "ADMITONE_OIDC_ISSUER",
        "",
        "OpenID Connect issuer whose tokens owners of tickets may use too, exactly as its tokens name it",
        read_issuer,
        default_shown="none",
    ),
    "oidc_audience": Setting(
        "ADMITONE_OIDC_AUDIENCE",
        "",
        "What those tokens must be meant for (`aud`): the name of this product at the issuer",
        str,
        default_shown="none",
    ),
    **LEDGER_SETTINGS,
    "mail_tickets_max": Setting(
        "ADMITONE_MAIL_TICKETS_MAX",
        "10",
        "Most tickets of an event that a mail brings as files (PDF and passes); of more it brings links only",
        whole_number(0, 100),
    ),
    "pass_certificate": Setting(
        "ADMITONE_PASS_CERTIFICATE",
        "",
        "File with the Pass Type ID certificate of Apple Wallet and its key, `.p12` or PEM; see [Wallets](#wallets)",
        str,
        default_shown="none; in development a test chain",
    ),
    "pass_password": Setting(
        "ADMITONE_PASS_PASSWORD", "", "Password of that file", str, confidential=True, default_shown="none"
    ),
    "pass_wwdr": Setting(
        "ADMITONE_PASS_WWDR",
        "",
        "File with Apple's intermediate certificate (WWDR), DER or PEM",
        str,
        default_shown="none",
    ),
    "pass_type_id": Setting(
        "ADMITONE_PASS_TYPE_ID",
        "",
        "Pass type identifier, to be compared with the certificate's",
        str,
        default_shown="the certificate's",
    ),
    "pass_team_id": Setting(
        "ADMITONE_PASS_TEAM_ID",
        "",
        "Team identifier, to be compared with the certificate's",
        str,
        default_shown="the certificate's",
    ),
    "apns_url": Setting(
        "ADMITONE_APNS_URL",
        "",
        "Push service that tells devices of changed passes",
        read_gateway,
        default_shown="`https://api.push.apple.com`",
    ),
    "google_wallet_key": Setting(
        "ADMITONE_GOOGLE_WALLET_KEY",
        "",
        "JSON key file of a service account of Google Wallet; without it there are no links to Google Wallet",
        str,
        default_shown="none",
    ),
    "google_wallet_issuer": Setting(
        "ADMITONE_GOOGLE_WALLET_ISSUER", "", "Issuer id of Google Wallet, a number", read_store, default_shown="none"
    ),
    "google_wallet_url": Setting(
        "ADMITONE_GOOGLE_WALLET_URL",
        "",
        "Address of Google's interface",
        read_gateway,
        default_shown="`https://walletobjects.googleapis.com`",
    ),
    "log_level": Setting(
        "ADMITONE_LOG_LEVEL",
        "info",
        "Least severe log line to write: `debug`, `info`, `warning` or `error`",
        one_of("debug", "info", "warning", "error"),
    ),
    "log_format": Setting("ADMITONE_LOG_FORMAT", "json", "`json`, or `console` for people", one_of("json", "console")),
}
