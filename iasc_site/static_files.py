"""Static files as the public gets them: hashed names, compressed, one stylesheet."""

import re
from pathlib import Path, PurePosixPath

import rcssmin
import rjsmin
from django.contrib.staticfiles.finders import find
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/main.css"
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\)(?: layer\((?P<layer>[\w.]+)\))?;')


def joined(name: str) -> str:
    """The stylesheet `name` with each of its imports in the place where it is imported."""
    folder = PurePosixPath(name).parent

    def content_of(match: re.Match[str]) -> str:
        content = Path(find(str(folder / match["path"]))).read_text(encoding="utf-8")
        return f"@layer {match['layer']} {{\n{content}\n}}" if match["layer"] else content

    return IMPORT.sub(content_of, Path(find(name)).read_text(encoding="utf-8"))


class SiteStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Joins `main.css` and takes comments and spaces from our scripts, then hashes and packs."""

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run:
            paths = dict(paths)
            for name in paths:
                if smaller := self._smaller(name):
                    self.delete(name)
                    self._save(name, ContentFile(smaller.encode()))
                    # Hashed and packed from here: the path given leads to the source.
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _smaller(self, name: str) -> str | None:
        """The packed text of one of our own files; None for all others."""
        if name == STYLESHEET:
            return rcssmin.cssmin(joined(name))
        if name.startswith("js/") and name.endswith(".js"):
            with self.open(name) as file:
                return rjsmin.jsmin(file.read().decode())
        return None
