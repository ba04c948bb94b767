using PenguinMails.Audit.VaultTrail.Configuration;
using PenguinMails.Audit.VaultTrail.Entries;

namespace PenguinMails.Audit.VaultTrail.Access;

/// <summary>Reads of material that await their verdict.</summary>
internal sealed class AccessTable(IOptions<VaultTrailOptions> options)
{
    /// <summary>Longer than any copy of an entry takes through the other audit device.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(2);

    /// <summary>Stores the reads among the entries, once each: under the chain's lock and before the entries are appended.</summary>
    public async Task StoreAsync(DatabaseTransaction transaction, IReadOnlyList<VaultEntry> entries, DateTimeOffset now)
    {
        await WrapTable.KeepAsync(transaction, entries, now);
        var wraps = await WrapTable.FindAsync(transaction, entries);
        foreach (var entry in entries)
        {
            if (MaterialAccess.Of(entry, wraps.In(entry), options.Value.Reader) is { } access)
            {
                await StoreAsync(transaction, access, now);
            }
        }
    }

    /// <summary>Locks reads that are due until the transaction ends.</summary>
    public static Task<IReadOnlyList<DueAccess>> ClaimDueAsync(DatabaseTransaction transaction, DateTimeOffset now, int limit) =>
        transaction.QueryAsync<DueAccess>(
            """
            select record_id, occurred_at, is_expected, is_unwrap, path, tenant_id, secret_type, secret_name, reader, remote_address, incident
            from vault_access where verdict is null and (is_heard or not is_expected) and due_at <= @now order by due_at limit @limit for update skip locked
            """,
            new { now, limit });

    public static Task CorrelateAsync(DatabaseTransaction transaction, Guid recordId, string verdict, DateTimeOffset now) => transaction.ExecuteAsync(
        "update vault_access set verdict = @verdict, judged_at = @now where record_id = @recordId", new { recordId, verdict, now });

    /// <summary>
    /// Notes that a service was heard of, so that what it had recorded until then is here or just behind: reads of before can be judged.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="until">When it wrote that, by its own clock.</param>
    /// <param name="now">When it arrived.</param>
    public Task HeardAsync(DatabaseTransaction transaction, string service, DateTimeOffset until, DateTimeOffset now) =>
        service != options.Value.Reader ? Task.CompletedTask : transaction.ExecuteAsync(
            """
            update vault_access set is_heard = true, due_at = greatest(due_at, @due)
            where verdict is null and is_expected and not is_heard and occurred_at < @until
            """,
            new { until = until < now ? until : now, due = now + options.Value.Lateness });

    /// <summary>The service without whose records a read cannot be judged; null when none waits for it.</summary>
    public async Task<string?> AwaitedServiceAsync(DatabaseTransaction transaction) => await transaction.ScalarAsync<bool>(
        "select exists (select from vault_access where verdict is null and is_expected and not is_heard)") ? options.Value.Reader : null;

    /// <summary>Deletes reads whose verdict is old. By then the ledger itself recognises a repeated entry.</summary>
    public static Task DeleteExpiredAsync(DatabaseTransaction transaction, DateTimeOffset now) => transaction.ExecuteAsync(
        "delete from vault_access where verdict is not null and judged_at < @before", new { before = now - Memory });

    private Task StoreAsync(DatabaseTransaction transaction, MaterialAccess access, DateTimeOffset now) => transaction.ExecuteAsync(
        """
        insert into vault_access (record_id, occurred_at, due_at, is_expected, is_unwrap, path, tenant_id, secret_type, secret_name, reader, remote_address, incident)
        select @RecordId, @OccurredAt, @due, @IsExpected, @IsUnwrap, @Path, @TenantId, @Type, @Name, @Reader, @RemoteAddress, @Incident
        where @OccurredAt >= (select begun_at from vault_trail)
          and not exists (select from audit_record where record_id = @RecordId and recorded_at >= @earliest and chain = @Vault)
        on conflict do nothing
        """,
        new
        {
            access.RecordId,
            LedgerChains.Vault,
            access.OccurredAt,
            due = access.IsExpected ? now + options.Value.Lateness : now,
            access.IsExpected,
            access.IsUnwrap,
            access.Path,
            access.Secret?.TenantId,
            access.Secret?.Type,
            access.Secret?.Name,
            access.Reader,
            access.RemoteAddress,
            access.Incident,
            earliest = access.OccurredAt - LedgerAppend.ClockTolerance,
        });
}

/// <summary>A read whose verdict is due.</summary>
internal sealed record DueAccess(
    Guid RecordId, DateTimeOffset OccurredAt, bool IsExpected, bool IsUnwrap, string Path, Guid? TenantId, string? SecretType, string? SecretName,
    string Reader, string? RemoteAddress, string Incident);
