from alliancekg.api import Answer as Answer
from alliancekg.api import Graph as Graph
from alliancekg.api import open as open  # noqa: A004 - as gzip.open
from alliancekg.errors import AllianceKGError as AllianceKGError
from alliancekg.errors import EngineError as EngineError
from alliancekg.errors import SourceErrors as SourceErrors
from alliancekg.errors import UsageError as UsageError

__version__: str
