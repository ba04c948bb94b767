using PenguinMails.Audit.Tests.Platform;

namespace PenguinMails.Audit.Tests.Verification;

internal static class Tampering
{
    /// <summary>Changes the ledger as the database's owner can: with all rights granted and the triggers disabled.</summary>
    public static Task TamperAsync(this AuditService service, string statement) => service.AsOwnerAsync(
        $"""
        do $$ declare t regclass; begin
            for t in select inhrelid::regclass from pg_inherits where inhparent = 'audit_record'::regclass
                union select oid::regclass from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname like 'audit%' loop
                execute format('grant all on %s to current_user', t);
                execute format('alter table %s disable trigger user', t);
            end loop;
        end $$;
        {statement};
        """);
}
