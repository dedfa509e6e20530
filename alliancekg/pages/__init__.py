"""Pages of HTML and pictures of SVG as text: what a browser shows of the graph, without a server.

A page asks an engine, and says what it found; where it leads to is told by `links`, so that the
same pages are served, and written into a folder.
"""
