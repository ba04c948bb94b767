using PenguinMails.Audit.Reports.Sources;

namespace PenguinMails.Audit.Reports.BlastRadius;

/// <summary>Makes blast radius reports. Each is recorded in the transaction that makes it.</summary>
internal sealed class BlastRadiusReports(Database database, ReportRecords records)
{
    private const int MaxItems = 1000;

    public Task<BlastRadiusReport> MakeAsync(BlastRadiusSubject subject, Caller caller, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async transaction =>
            {
                var rows = await FindAsync(transaction, subject);
                var first = rows.Count == 0 ? new Row() : rows[0];
                var tenantId = (subject as BlastRadiusSubject.OfSecret)?.Secret.TenantId;
                await records.RecordReportAsync(transaction, caller, ReportRecords.BlastRadius, tenantId, Details(subject, first));
                var isComplete = first.SeenTotal < Page.Reach && !await transaction.AreAnyArchivedAsync();
                return new BlastRadiusReport(
                    subject.ToString(), rows, first.Total, first.ExposedTotal, isComplete, RotateRequest.Of(subject, rows, first.ExposedTotal));
            },
            cancellationToken);

    private static Task<IReadOnlyList<Row>> FindAsync(DatabaseTransaction transaction, BlastRadiusSubject subject)
    {
        var (condition, value) = subject.Reveals;
        var shown = subject is BlastRadiusSubject.OfSecret ? "is_exposed" : "true";
        return transaction.QueryAsync<Row>(
            $"""
            with seen as {Reveals.Newest($"{condition} and r.path_id is not null")},
            held as (
                select person_id, tenant_id, secret_type, secret_name, version_id, min(occurred_at) as first_seen_at,
                       max(occurred_at) as last_seen_at, max(began_at) as began_at, count(*)::int as reveals, bool_or(seen = 'yes') as is_certain
                from seen group by person_id, tenant_id, secret_type, secret_name, version_id),
            judged as (
                select held.*, done.last_rotated_at, not coalesce(done.is_over, false) as is_exposed from held {CompletedOperations.OfHeld}),
            sums as (
                select count(*)::int as total, count(distinct (tenant_id, secret_type, secret_name)) filter (where is_exposed)::int as exposed,
                       (select count(*)::int from seen) as seen
                from judged where {shown})
            select judged.tenant_id, secret_type as Type, secret_name as Name, version_id, judged.person_id,
                   coalesce(person.name_key, '(erased)') as User, case when is_certain then '{Reveals.Yes}' else '{Reveals.Possibly}' end as Seen,
                   first_seen_at, last_seen_at, reveals, last_rotated_at, is_exposed, sums.total, sums.exposed as ExposedTotal,
                   sums.seen as SeenTotal
            from judged join audit_person person using (person_id) cross join sums
            where {shown} order by is_exposed desc, last_seen_at desc, judged.tenant_id, secret_type, secret_name limit @MaxItems
            """,
            new { Chain = LedgerChains.Platform, Subject = value, Page.Reach, MaxItems });
    }

    // Of a person only the number, which says nothing once they are erased.
    private static Dictionary<string, string> Details(BlastRadiusSubject subject, Row first) => new(StringComparer.Ordinal)
    {
        ["subject"] = subject is BlastRadiusSubject.OfUser ? $"person {first.PersonId}" : subject.ToString(),
        ["items"] = $"{first.Total}",
        ["exposed"] = $"{first.ExposedTotal}",
    };

    /// <summary>An item, with the person's number and the sums over all items, which the answer's items do not show.</summary>
    private sealed class Row : BlastRadiusItem
    {
        public long? PersonId { get; init; }
        public int Total { get; init; }
        public int ExposedTotal { get; init; }
        public int SeenTotal { get; init; }
    }
}
