using PenguinMails.Postgres;

namespace PenguinMails.Audit.Tests.Verification;

internal static class Tampering
{
    /// <summary>Changes the ledger as the database's owner can: with all rights granted and the triggers disabled.</summary>
    public static Task TamperAsync(this Database database, string statement) => database.InTransactionAsync(
        transaction => transaction.ExecuteAsync(
            $"""
            do $$ declare t regclass; begin
                for t in select inhrelid::regclass from pg_inherits where inhparent = 'audit_record'::regclass
                    union select 'audit_record'::regclass union select 'audit_checkpoint'::regclass loop
                    execute format('grant all on %s to current_user', t);
                    execute format('alter table %s disable trigger user', t);
                end loop;
            end $$;
            {statement};
            """),
        CancellationToken.None);
}
