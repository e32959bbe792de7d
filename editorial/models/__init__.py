from editorial.models.users import User

__all__ = ["User"]
