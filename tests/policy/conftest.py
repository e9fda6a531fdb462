"""Property tests here draw the same examples in every run, as those of the domain do."""

import tests.domain.conftest  # noqa: F401 - loads the profile
