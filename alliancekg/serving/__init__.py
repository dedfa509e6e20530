"""The server: SPARQL 1.1 Protocol over HTTP, evaluation in processes that can be ended."""
