import pytest

from harmoni.dashboard import rollups


@pytest.fixture
def signed_in(client):
    """signed_in(user) -> a client of that person, a minute after everything that was done."""

    def sign_in(user):
        rollups.fold()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
