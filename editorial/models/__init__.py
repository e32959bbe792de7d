from editorial.models.bin import Deletion
from editorial.models.packs import EmbargoPack, PackItem, PackReader, pages_in_unreleased_packs
from editorial.models.users import User

__all__ = ["Deletion", "EmbargoPack", "PackItem", "PackReader", "User", "pages_in_unreleased_packs"]
