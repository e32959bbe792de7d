from django.db import migrations

# Also for whoever writes SQL by hand. Lines whose time is over may go.
REFUSE = """
CREATE FUNCTION editorial_audit_is_append_only() RETURNS trigger AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'editorial_auditline' THEN
    IF OLD.kept_until < now() THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'The audit log is append-only.';
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON editorial_auditline
  FOR EACH ROW EXECUTE FUNCTION editorial_audit_is_append_only();
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON editorial_auditseal
  FOR EACH ROW EXECUTE FUNCTION editorial_audit_is_append_only();
"""
ALLOW = """
DROP TRIGGER audit_is_append_only ON editorial_auditline;
DROP TRIGGER audit_is_append_only ON editorial_auditseal;
DROP FUNCTION editorial_audit_is_append_only();
"""


def refuse_changes(apps, schema_editor):
    """SQLite has one user, and tests empty its tables by DELETE: the chain has to do there."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE, params=None)


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ALLOW, params=None)


class Migration(migrations.Migration):
    dependencies = [("editorial", "0011_audit_log")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]
