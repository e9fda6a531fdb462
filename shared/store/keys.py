"""The secrets of the store: none of them is in the database."""

from shared.store.crypto import Vault


class Keys:
    """What seals fields, what makes search tokens, what chains events."""

    def __init__(self, vault: Vault, token_key: bytes, chain_key: bytes) -> None:
        self.vault, self.token_key, self.chain_key = vault, token_key, chain_key
