"""One module an engine. `llama_numpy` runs the shipped model; engines for chat models stand beside it."""
