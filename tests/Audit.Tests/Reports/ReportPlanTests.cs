using System.Globalization;
using NUnit.Framework;
using PenguinMails.Audit.AuditLogs;
using PenguinMails.Audit.Ledger;
using PenguinMails.Audit.Reports.BlastRadius;
using PenguinMails.Audit.Reports.Sources;
using PenguinMails.Audit.Reports.Unresolved;
using PenguinMails.Audit.Tests.Platform;

namespace PenguinMails.Audit.Tests.Reports;

/// <summary>Reports look at what they are about, however much else the ledger holds.</summary>
[Category("Component")]
internal sealed class ReportPlanTests
{
    private const int Others = 40_000;
    private const int Reads = 2_000;

    private static readonly object[] Queries =
    [
        new TestCaseData(Reveals.NewestOfPeriod()).SetName("reveals of a period"),
        new TestCaseData(Reveals.NewestOfPeriod("r.tenant_id = @TenantId")).SetName("reveals of a tenant"),
        new TestCaseData(Reveals.Newest("r.person_id = @PersonId")).SetName("reveals of a person"),
        new TestCaseData($"with {UnresolvedIntents.Keys} select * from unresolved").SetName("unresolved intents"),
        new TestCaseData(
            $"""
            with held as (select @TenantId as tenant_id, 'ssh' as secret_type, 'tenant' as secret_name, null::uuid as version_id, @From as began_at)
            select * from held {CompletedOperations.OfHeld}
            """).SetName("completed operations"),
    ];

    private AuditService _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await AuditService.StartAsync();
        // One person, one tenant; of a hundred records two are a download, and one a rotation. All within a day.
        await _service.OwnerDatabase.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                """
                select ensure_ledger_month(now()), ensure_ledger_month(now() - interval '1 day');
                insert into audit_person (name_key) values ('a@acme.example');
                insert into audit_record (chain, sequence, recorded_at, record_id, occurred_at, service, action, outcome, person_id, role,
                                          tenant_id, secret_type, secret_name, correlation_id, body, previous_hash, hash)
                select 'platform', n, at, gen_random_uuid(), at, 'test',
                       case when n % 100 < 2 then 'ssh_key.download' when n % 100 = 2 then 'ssh_key.rotate' else 'ssh_key.view' end,
                       case when n % 100 = 0 then 'intent' else 'success' end,
                       (select person_id from audit_person), 'admin', @TenantId, 'ssh', 'tenant', md5((n / 100)::text)::uuid, '', '', ''
                from generate_series(1, @Others) as n, lateral (select now() - (@Others - n) * interval '2 seconds' as at) as times;
                insert into audit_person (name_key) values ('starter@penguin.example');
                insert into audit_origin (person_id, content_key, user_name, salt, commitment)
                select person_id, @Starter, name_key, sha256('salt'), sha256('') from audit_person where name_key = 'starter@penguin.example';
                insert into audit_record (chain, sequence, recorded_at, record_id, occurred_at, service, action, outcome, person_id, role,
                                          tenant_id, secret_type, secret_name, behalf_origin_id, campaign_id, body, previous_hash, hash)
                select 'platform', @Others + n, now(), gen_random_uuid(), now(), 'test', 'ssh_key.rotate', 'success',
                       (select min(person_id) from audit_person), 'service', @TenantId, 'ssh', 'tenant', (select origin_id from audit_origin), @TenantId, '', '', ''
                from generate_series(1, 20) as n;
                analyze audit_record;
                """,
                new { TenantId = Records.Tenant, Others, Starter = RecordOrigins.KeyOfPrincipal("starter@penguin.example") }),
            CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _service.DisposeAsync();

    [TestCase("Starter@penguin.example", null)]
    [TestCase("nobody@penguin.example", null)]
    [TestCase(null, "550e8400-e29b-41d4-a716-446655440000")]
    [TestCase(null, "00000000-0000-0000-0000-000000000000")]
    public async Task Search_ByPersonOrCampaign_ReadsNoOthers(string? onBehalfOf, string? campaign)
    {
        var filter = new AuditLogFilter("platform", OnBehalfOf: onBehalfOf, Campaign: campaign is null ? null : Guid.Parse(campaign));
        var selection = new LedgerSelection(new LedgerConditions(filter), new NarrowingQueries());
        var parameters = selection.Parameters;
        parameters.Add("Reach", 100_000);

        var plan = await _service.Database.ReadAsync(
            connection => connection.QueryAsync<string>($"explain (analyze, costs off, timing off, summary off) select * from {selection.NewestKeys("@Reach")} as found", parameters),
            CancellationToken.None);

        Assert.That(plan, Has.Some.Contains(onBehalfOf is null ? "campaign_id = " : "behalf_origin_id = "));
        Assert.That(RemovedRows(plan), Is.Zero, string.Join('\n', plan));
    }

    [TestCaseSource(nameof(Queries))]
    public async Task Query_InALedgerOfOtherThings_ReadsFewOfThem(string sql)
    {
        var now = TimeProvider.System.GetUtcNow();
        var plan = await _service.Database.ReadAsync(
            async connection => await connection.QueryAsync<string>(
                $"explain (analyze, costs off, timing off, summary off) {(sql.StartsWith('(') ? $"select * from {sql} as found" : sql)}",
                new
                {
                    Chain = "platform",
                    From = now.AddDays(-2),
                    To = now.AddMinutes(1),
                    FromRecorded = now.AddDays(-3),
                    ToRecorded = now.AddDays(1),
                    Since = now.AddDays(-400),
                    Before = now,
                    TenantId = Records.Tenant,
                    PersonId = await _service.ScalarAsync<long>("select min(person_id) from audit_person"),
                    Reach = 100_000,
                }),
            CancellationToken.None);

        Assert.That(RemovedRows(plan), Is.LessThan(Reads), string.Join('\n', plan));
    }

    private static long RemovedRows(IEnumerable<string> plan) => plan
        .Select(line => line.Split("Rows Removed by Filter: ")).Where(parts => parts.Length == 2).Sum(parts => long.Parse(parts[1], CultureInfo.InvariantCulture));
}
