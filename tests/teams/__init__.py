"""A lab on several machines: replicas that die, proxies, an object store, a login. `make test-teams` runs them."""
