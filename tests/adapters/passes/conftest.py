"""A chain of certificates like Apple's, made once."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509

from admitone.adapters.passes.development_chain import FILE_NAME, keep_test_signer
from admitone.adapters.passes.signing import Signer


class Chain(NamedTuple):
    """Who signs, whom devices would have to trust, and the file of both."""

    signer: Signer
    root: x509.Certificate
    path: Path


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    """The test chain of a data folder."""
    folder = tmp_path_factory.mktemp("chain")
    signer = keep_test_signer(folder)
    (_, _, root) = x509.load_pem_x509_certificates((folder / FILE_NAME).read_bytes())
    return Chain(signer, root, folder / FILE_NAME)
