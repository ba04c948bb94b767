using Dapper;
using PenguinMails.Audit.Reading;
using PenguinMails.Audit.Reports.Sources;

namespace PenguinMails.Audit.Reports.Access;

/// <summary>Makes access reports. Each is recorded in the transaction that makes it.</summary>
internal sealed class AccessReports(Database database, ReportRecords records, LedgerReading reading)
{
    private const int Top = 50;

    private const string Sums =
        """
        (count(*) filter (where found.seen = 'yes'))::int as Reveals, (count(*) filter (where found.seen = 'possibly'))::int as Possibly,
        min(found.occurred_at) as FirstSeenAt, max(found.occurred_at) as LastSeenAt
        """;

    public Task<Results<Ok<AccessReport>, ApiProblem>> MakeAsync(ReportPeriod period, Guid? tenantId, Page page, Caller caller, CancellationToken cancellationToken) =>
        database.InTransactionAsync<Results<Ok<AccessReport>, ApiProblem>>(
            async transaction =>
            {
                var found = $"with found as {Reveals.NewestOfPeriod(tenantId is null ? "true" : "r.tenant_id = @TenantId")}";
                var parameters = Parameters(period, tenantId, page);
                var items = await ItemsAsync(transaction, found, parameters);
                if (await reading.CountAsync(transaction, caller, LedgerChains.Platform, items.Select(item => item.Sequence)) is { } refusal)
                {
                    await records.RecordRefusalAsync(transaction, caller, ReportRecords.Access, refusal);
                    return refusal;
                }

                var total = await transaction.ScalarAsync<int>($"{found} select count(*) from found", parameters);
                var details = ReportRecords.Of(period);
                (details["page"], details["total"]) = ($"{page.Number}", $"{total}");
                await records.RecordReportAsync(transaction, caller, ReportRecords.Access, tenantId, details);
                return TypedResults.Ok(new AccessReport(
                    period.From, period.To, tenantId,
                    items,
                    page.Number, page.Size, total,
                    IsComplete: total < Page.Reach && !await transaction.AreAnyArchivedAsync(period),
                    await UsersAsync(transaction, found, parameters),
                    await SecretsAsync(transaction, found, parameters)));
            },
            cancellationToken);

    private static Task<IReadOnlyList<AccessEntry>> ItemsAsync(DatabaseTransaction transaction, string found, DynamicParameters parameters) =>
        transaction.QueryAsync<AccessEntry>(
            $"""
            {found}, key as (select * from found order by recorded_at desc, sequence desc offset @Offset limit @Size)
            select {AuditLogQuery.Columns}, key.seen
            from key join audit_record r on r.chain = @Chain and r.sequence = key.sequence and r.recorded_at = key.recorded_at
            {AuditLogQuery.Apart} order by r.recorded_at desc, r.sequence desc
            """,
            parameters);

    private static Task<IReadOnlyList<UserAccess>> UsersAsync(DatabaseTransaction transaction, string found, DynamicParameters parameters) =>
        transaction.QueryAsync<UserAccess>(
            $"""
            {found}
            select coalesce(person.name_key, '(erased)') as User, count(distinct found.path_id)::int as Secrets, {Sums}
            from found join audit_person person on person.person_id = found.person_id
            group by person.person_id, person.name_key order by count(*) desc, person.person_id limit @Top
            """,
            parameters);

    private static Task<IReadOnlyList<SecretAccess>> SecretsAsync(DatabaseTransaction transaction, string found, DynamicParameters parameters) =>
        transaction.QueryAsync<SecretAccess>(
            $"""
            {found}
            select found.tenant_id, found.secret_type, found.secret_name,
                   count(distinct found.person_id)::int as Users, {Sums}
            from found where found.secret_type is not null
            group by found.tenant_id, found.secret_type, found.secret_name order by count(*) desc, max(found.recorded_at) desc limit @Top
            """,
            parameters);

    private static DynamicParameters Parameters(ReportPeriod period, Guid? tenantId, Page page) => new(new
    {
        Chain = LedgerChains.Platform,
        period.From,
        period.To,
        period.FromRecorded,
        period.ToRecorded,
        TenantId = tenantId,
        Page.Reach,
        page.Offset,
        page.Size,
        Top,
    });
}
