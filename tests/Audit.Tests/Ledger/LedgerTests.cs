using System.Text.Json;
using Npgsql;
using NUnit.Framework;
using PenguinMails.Audit.Ledger;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts;
using PenguinMails.Ledger;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Ledger;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class LedgerTests : OwnServiceTests
{
    [Test]
    public async Task Append_TwoInstancesAndManyRecords_OneUnbrokenChain()
    {
        await using var second = await Service.StartAnotherAsync();
        var records = Enumerable.Range(0, 200).Select(number => Record(reason: $"{number}")).ToList();

        await Service.PublishAsync(records);
        await Service.PublishAsync(records); // published again under other message ids: the same records

        await Service.RecordedAsync(records.Count);
        var last = Record(reason: "last");
        await Service.PublishAsync(last);
        await Service.RecordedAsync(records.Count + 1);
        var rows = await RowsAsync();
        Assert.That(rows.Select(row => row.Sequence), Is.EqualTo(Enumerable.Range(1, records.Count + 1)), "no gaps, nothing twice");
        Assert.That(rows.Select(row => row.RecordId), Is.EquivalentTo(records.Append(last).Select(record => record.RecordId)));
        Assert.That(rows.Select(row => row.RecordedAt), Is.Ordered);
        var previous = new byte[32];
        foreach (var row in rows)
        {
            Assert.That(row.PreviousHash, Is.EqualTo(previous));
            Assert.That(row.Hash, Is.EqualTo(RecordHash.Of("platform", row.Sequence, row.RecordedAt, row.PreviousHash, row.Body)));
            previous = row.Hash;
        }

        Assert.That(await Service.ScalarAsync<byte[]>("select head_hash from audit_chain where chain = 'platform'"), Is.EqualTo(previous));
    }

    [Test]
    public async Task Append_BodyAndColumns_SayTheSame()
    {
        var record = Record(reason: "a NUL \0 and \"quotes\"");

        await Service.PublishAsync(record);
        await Service.RecordedAsync(1);

        using var body = JsonDocument.Parse((await RowsAsync())[0].Body);
        Assert.Multiple(() =>
        {
            Assert.That(body.RootElement.GetProperty("action").GetString(), Is.EqualTo(record.Action));
            Assert.That(body.RootElement.GetProperty("actor").GetProperty("userId").GetGuid(), Is.EqualTo(record.Actor.UserId));
            Assert.That(body.RootElement.GetProperty("details").GetProperty("as").GetString(), Is.EqualTo("äöü \u0001 😀"));
            Assert.That(body.RootElement.EnumerateObject().Select(member => member.Name), Is.Ordered);
        });
        Assert.That(
            await Service.ScalarAsync<string>(
                """
                select concat_ws('|', r.action, user_name, ip_address, user_agent, r.secret_type, path, reason) from audit_record r
                join audit_origin using (origin_id) join audit_path using (path_id) join audit_reason using (chain, sequence)
                """),
            Is.EqualTo($"ssh_key.download|owner@acme.example|127.0.0.1|a browser|ssh|penguinmails/ssh/{Tenant}/tenant|a NUL \uFFFD and \"quotes\""));
    }

    [Test]
    public async Task Append_SecretsOfSeveralTenants_EachHasItsPath()
    {
        var tenants = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var tenant in tenants)
        {
            await Service.PublishAsync(Record() with { Secret = new SecretReference(tenant, SecretTypes.Ssh, "tenant") });
            await Service.RecordedAsync(tenants.IndexOf(tenant) + 1);
        }

        Assert.That(
            await Service.ScalarAsync<string>("select string_agg(path, ' ' order by sequence) from audit_record join audit_path using (path_id)"),
            Is.EqualTo(string.Join(' ', tenants.Select(tenant => $"penguinmails/ssh/{tenant}/tenant"))));
    }

    [Test]
    public async Task Append_PersonalData_StandsApartAndIsCommittedTo()
    {
        await Service.PublishAsync(Record(reason: "Asked by Alice in ticket 7"));
        await Service.RecordedAsync(1);

        var row = (await RowsAsync())[0];
        var text = System.Text.Encoding.UTF8.GetString(row.Body);
        foreach (var personal in new[] { "owner@acme.example", "127.0.0.1", "a browser", "Alice" })
        {
            Assert.That(text, Does.Not.Contain(personal));
        }

        using var body = JsonDocument.Parse(row.Body);
        var origin = await Service.ScalarAsync<byte[]>("select salt from audit_origin");
        var reason = await Service.ScalarAsync<byte[]>("select salt from audit_reason");
        Assert.That(
            body.RootElement.GetProperty("actor").GetProperty("personal").GetString(),
            Is.EqualTo(Convert.ToHexStringLower(Commitment.OfPerson(origin!, "owner@acme.example", "127.0.0.1", "a browser"))));
        Assert.That(
            body.RootElement.GetProperty("reason").GetString(),
            Is.EqualTo(Convert.ToHexStringLower(Commitment.OfReason(reason!, "Asked by Alice in ticket 7"))));
    }

    [Test]
    public async Task Append_NewPathsBesideKnownOnes_AreKept()
    {
        var other = Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        await Service.PublishAsync(Record());
        await Service.RecordedAsync(1);
        await Service.PublishAsync(Record(), Record(tenantId: other));
        await Service.RecordedAsync(3);

        Assert.That(
            await Service.ScalarAsync<string>("select string_agg(path, ' ' order by path) from audit_path"),
            Is.EqualTo($"penguinmails/ssh/{Tenant}/tenant penguinmails/ssh/{other}/tenant"));
    }

    [Test]
    public async Task Append_RecordThatCannotBeStored_IsKeptApartAndHoldsUpNobody()
    {
        await Service.OwnerDatabase.InTransactionAsync(
            transaction => transaction.ExecuteAsync("alter table audit_record add constraint test check (action <> 'impossible')"), CancellationToken.None);
        var impossible = Record("impossible");

        await Service.PublishAsync(Record(), impossible, Record());

        await Service.RecordedAsync(2);
        await TestKit.Eventually.Async(async () => await Service.ScalarAsync<Guid>("select record_id from audit_quarantine") == impossible.RecordId);
        await TestKit.Eventually.Async(async () => await Service.ScalarAsync<string>("select kind from alert") == "audit.record_quarantined");
        Assert.That(await Service.ScalarAsync<long>("select last_sequence from audit_chain where chain = 'platform'"), Is.EqualTo(2));
    }

    [TestCase("update {0} set action = 'another'")]
    [TestCase("delete from {0}")]
    [TestCase("truncate {0}")]
    [TestCase("merge into {0} r using (select 1) s on true when matched then delete")]
    public async Task Change_ByTheServiceOrTheOwner_IsRefused(string statement)
    {
        await Service.PublishAsync(Record());
        await Service.RecordedAsync(1);
        var partition = await Service.ScalarAsync<string>("select tableoid::regclass::text from audit_record");

        foreach (var table in new[] { "audit_record", partition! })
        {
            Assert.That(() => ExecuteAsync(string.Format(statement, table)), Throws.TypeOf<PostgresException>()
                .With.Property(nameof(PostgresException.SqlState)).EqualTo(PostgresErrorCodes.InsufficientPrivilege), table);
            // The owner, who gives the rights back to itself, meets the trigger.
            await Service.AsOwnerAsync($"grant all on {table} to current_user");
            Assert.That(() => Service.AsOwnerAsync(string.Format(statement, table)), Throws.TypeOf<PostgresException>()
                .With.Message.Contains("append-only"), table);
        }

        Assert.That(await Service.ScalarAsync<int>("select count(*) from audit_record where action = 'ssh_key.download'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Append_MonthsAndClockJumps_PartitionsFollowAndTimeNeverGoesBack()
    {
        var start = new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero);
        foreach (var time in new[] { start, start.AddSeconds(2), start.AddDays(-3), start.AddMonths(3) })
        {
            await Service.Database.InTransactionAsync(transaction => transaction.AppendAsync(LedgerChains.Platform, [PendingRecord.Of(Record(at: time))], time), CancellationToken.None);
        }

        var rows = await RowsAsync();
        Assert.That(
            rows.Select(row => row.RecordedAt),
            Is.EqualTo([start, start.AddSeconds(2), start.AddSeconds(2), start.AddMonths(3)]));
        Assert.That(
            await Service.ScalarAsync<string>("select string_agg(distinct tableoid::regclass::text, ' ') from audit_record"),
            Is.EqualTo("audit_record_2026_12 audit_record_2027_01 audit_record_2027_03"));
    }

    private Task<IReadOnlyList<Row>> RowsAsync() => Service.Database.ReadAsync(
        connection => connection.QueryAsync<Row>(
            """
            select sequence as Sequence, record_id as RecordId, recorded_at as RecordedAt, body as Body, previous_hash as PreviousHash, hash as Hash
            from audit_record order by sequence
            """),
        CancellationToken.None);

    private Task ExecuteAsync(string sql) =>
        Service.Database.InTransactionAsync(transaction => transaction.ExecuteAsync(sql), CancellationToken.None);

    private sealed class Row
    {
        public long Sequence { get; init; }
        public Guid RecordId { get; init; }
        public DateTimeOffset RecordedAt { get; init; }
        public byte[] Body { get; init; } = [];
        public byte[] PreviousHash { get; init; } = [];
        public byte[] Hash { get; init; } = [];
    }
}
