using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.VaultTrail;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class UnexplainedAccessTests
{
    private const string Canary = "CANARY-private-key-of-a-tenant-3b1f";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly int _port = ReservedPort.Take();
    private WatchedVault _vault = null!;
    private AuditService _service = null!;
    private string _token = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _vault = await WatchedVault.StartAsync();
        _token = await _vault.LogInAsync();
        await _vault.WriteAsync(Tenant, "tenant", Canary);
        await _vault.WriteAsync(Tenant, "admin", Canary);
        _service = await StartAsync(lateness: "00:00:00.5");
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        await _service.DisposeAsync();
        await _vault.DisposeAsync();
    }

    [Test]
    public async Task Read_WithAStolenToken_RaisesOneAlertThroughBothDevicesAndWithTwoInstances()
    {
        await using var second = await _service.StartAnotherAsync();
        await _vault.SendToAsync(_port);
        await _service.PublishAsync(Record()); // what explains the service's own reads does not explain others'

        await _vault.ReadAsync(_vault.RootToken, Tenant, "tenant");
        await _vault.ReadAsync(_vault.RootToken, Tenant, "tenant");

        await JudgedAsync(2);
        Assert.That(await AlertsAsync(), Is.EqualTo($"audit.unexplained_vault_access critical {Tenant} ssh tenant 2"));
        Assert.That(
            await _service.ScalarAsync<string>("select summary from alert"),
            Does.StartWith($"root read secret/data/penguinmails/ssh/{Tenant}/tenant in Vault at ").And.Contain("127.0.0.1"));
        Assert.That(
            await _service.ScalarAsync<string>(
                """
                select string_agg(distinct concat_ws(' ', service, outcome, user_name, tenant_id, secret_name), ', ')
                from audit_record join audit_origin using (origin_id) where action = 'vault.read' and secret_name is not null
                """),
            Is.EqualTo($"vault success root {Tenant} tenant"));
    }

    [Test]
    public async Task Read_ByTheServiceWithARecord_IsExplainedEvenWhenItComesLate()
    {
        await _service.DisposeAsync();
        _service = await StartAsync(lateness: "00:00:03");
        await _vault.ReadAsync(_token, Tenant, "tenant");
        await Eventually.Async(async () => await _service.ScalarAsync<int>("select count(*) from vault_access where verdict is null") == 1);

        await _service.PublishAsync(Record("ssh_key.rotate.install"));

        await JudgedAsync(1);
        Assert.That(await VerdictsAsync(), Is.EqualTo("explained"));
        Assert.That(await AlertsAsync(), Is.Null);
    }

    [Test]
    public async Task Read_ByTheServiceWhileItIsNotHeardOf_IsNotJudged_AndItsSilenceIsAlerted()
    {
        await _service.DisposeAsync();
        _service = await StartAsync(lateness: "00:00:00.5", silence: "00:00:02");
        await _vault.ReadAsync(_token, Tenant, "tenant");
        await Eventually.Async(async () => await _service.ScalarAsync<int>("select count(*) from vault_access") == 1);
        await _service.BeatAsync("rotation"); // another service explains nothing
        await _service.PublishAsync(new ServiceHeartbeat("key-issuance", Now.AddMinutes(-1))); // nor does what was sent before the read

        await Eventually.Async(
            async () => await _service.ScalarAsync<bool>(
                "select exists (select from alert where kind = 'messaging.service_silent' and summary like 'Nothing is heard of key-issuance, %')"),
            what: "An alert about the silence");
        Assert.That(await VerdictsAsync(), Is.Null);

        await _service.PublishAsync(Record("ssh_key.rotate.install"));
        await JudgedAsync(1);
        Assert.That(await VerdictsAsync(), Is.EqualTo("explained"));
    }

    [TestCase("ssh_key.rotate", AuditOutcomes.Refused, 0)]
    [TestCase("ssh_key.rotate.install", AuditOutcomes.Success, -3)]
    [TestCase("ssh_key.download", AuditOutcomes.Success, 0)]
    public async Task Read_ByTheServiceWithoutWhatExplainsIt_RaisesAnAlert(string action, string outcome, int minutes)
    {
        await KnownAsync(Record(action, outcome, at: Now.AddMinutes(minutes)), Record("ssh_key.rotate", tenantId: Guid.CreateVersion7()));

        await _vault.ReadAsync(_token, Tenant, "tenant");

        await JudgedAsync(1);
        Assert.That(await AlertsAsync(), Is.EqualTo($"audit.unexplained_vault_access critical {Tenant} ssh tenant 1"));
        Assert.That(await _service.ScalarAsync<string>("select summary from alert"), Does.StartWith("key-issuance read "));
    }

    [TestCase(false, ExpectedResult = "explained")]
    [TestCase(true, ExpectedResult = "unexplained")]
    public async Task<string?> Read_WithinAnOperationThatBeganLongAgo_IsExplainedUntilItEnds(bool hasEnded)
    {
        var begin = Record("ssh_key.revoke", AuditOutcomes.Intent, at: Now.AddHours(-5));
        var step = begin with { RecordId = Guid.CreateVersion7(), Action = "ssh_key.revoke.revoke", Outcome = AuditOutcomes.Success, OccurredAt = Now.AddHours(-4) };
        var end = step with { RecordId = Guid.CreateVersion7(), Action = "ssh_key.revoke" };
        await KnownAsync(hasEnded ? [begin, step, end] : [begin, step]);

        await _vault.ReadAsync(_token, Tenant, "tenant");

        await JudgedAsync(1);
        return await VerdictsAsync();
    }

    [Test]
    public async Task Read_OfTheAdminKey_IsExplainedByAnyOperationOfTheTenantAndByALook()
    {
        var other = Guid.CreateVersion7();
        await _vault.WriteAsync(other, "admin", Canary);
        await _vault.WriteAsync(Tenant, "main", Canary, type: "smtp");
        await KnownAsync(
            Record("ssh_key.rotate.stage"),
            Record("drift.look", AuditOutcomes.Intent, tenantId: other) with { Secret = new SecretReference(other, SecretTypes.Ssh, "admin") });

        await _vault.ReadAsync(_token, Tenant, "admin");
        await _vault.ReadAsync(_token, other, "admin");
        await _vault.ReadAsync(_token, Tenant, "main", type: "smtp");

        await JudgedAsync(3);
        Assert.That(await VerdictsAsync(), Is.EqualTo("explained explained unexplained"));
    }

    [TestCase("ssh_key.download", ExpectedResult = "explained")]
    [TestCase("ssh_key.rotate", ExpectedResult = "unexplained")]
    public async Task<string?> Unwrap_OfTheTenantKey_IsExplainedByADownloadOnly(string action)
    {
        await KnownAsync(Record(action, AuditOutcomes.Intent));

        var wrapped = await _vault.ReadWrappedAsync(_token, Tenant, "tenant");
        await _vault.ReadWrappedAsync(_token, Tenant, "tenant"); // of a request that lost: nobody unwraps it
        await _vault.UnwrapAsync(wrapped);

        await JudgedAsync(1);
        return await VerdictsAsync();
    }

    [Test]
    public async Task Read_BeforeARestart_IsJudgedAfterIt()
    {
        await _service.DisposeAsync();
        _service = await StartAsync(lateness: "00:00:02");
        await _vault.ReadAsync(_token, Tenant, "tenant");
        await Eventually.Async(async () => await _service.ScalarAsync<int>("select count(*) from vault_access where verdict is null") == 1);

        await _service.StopAsync();
        _service = await _service.StartAnotherAsync();

        await JudgedAsync(1);
        Assert.That(await AlertsAsync(), Is.EqualTo($"audit.unexplained_vault_access critical {Tenant} ssh tenant 1"));
    }

    [Test]
    public async Task Read_BeforeTheTrailBegan_IsRecordedAndNotJudged()
    {
        await _vault.ReadAsync(_vault.RootToken, Tenant, "tenant");
        await JudgedAsync(1);
        await _service.DisposeAsync();

        _service = await StartAsync(lateness: "00:00:00.5"); // on a database of its own
        await _vault.AskAsync(HttpMethod.Get, "sys/mounts");

        await Eventually.Async(async () => await _service.ScalarAsync<int>(
            "select count(*) from audit_record join audit_path using (path_id) where path = 'sys/mounts' and action = 'vault.read'") == 1);
        Assert.That(await _service.ScalarAsync<int>("select count(*) from audit_record where tenant_id is not null and action = 'vault.read'"), Is.EqualTo(1));
        Assert.That(await _service.ScalarAsync<int>("select count(*) from vault_access"), Is.Zero);
    }

    [Test]
    public async Task Tables_AfterAllThis_HoldNoMaterial()
    {
        await _vault.SendToAsync(_port);
        var wrapped = await _vault.ReadWrappedAsync(_token, Tenant, "tenant");
        await _vault.UnwrapAsync(wrapped);
        await _vault.ReadAsync(_vault.RootToken, Tenant, "tenant");
        await JudgedAsync(2);

        var found = await new LogCanary()
            .Watch("the tenant's key", Canary).Watch("root token", _vault.RootToken).Watch("service token", _token).Watch("wrapping token", wrapped)
            .FindInDatabaseAsync(_service.OwnerConnectionString);

        Assert.That(found, Is.Empty);
    }

    // Not on a copy of a migrated database: its trail would have begun when the original was made.
    private async Task<AuditService> StartAsync(string lateness, string silence = "00:10:00") => await AuditService.StartOnAsync(
        await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(),
        ("Audit:VaultTrail:File", _vault.File),
        ("Audit:VaultTrail:Listen", $"127.0.0.1:{_port}"),
        ("Audit:VaultTrail:PollInterval", "00:00:00.05"),
        ("Audit:VaultTrail:Lateness", lateness),
        ("Audit:VaultTrail:JudgeInterval", "00:00:00.1"),
        ("Messaging:HeartbeatInterval", "00:00:00.1"),
        ("Audit:Evidence:WatchInterval", "00:00:00.1"),
        ("Audit:Evidence:ServiceSilence", silence));

    private async Task KnownAsync(params AuditRecorded[] records)
    {
        await _service.PublishAsync(records);
        await Eventually.Async(async () => await _service.ScalarAsync<int>("select last_sequence from audit_chain where chain = 'platform'") == records.Length);
    }

    private Task JudgedAsync(int count) => Eventually.Async(
        async () =>
        {
            if (await _service.ScalarAsync<bool>("select exists (select from vault_access where is_expected and not is_heard)"))
            {
                await _service.BeatAsync();
            }

            return await _service.ScalarAsync<int>("select count(*) from vault_access where verdict is not null") >= count;
        },
        what: $"{count} verdicts");

    private Task<string?> VerdictsAsync() => _service.ScalarAsync<string>("select string_agg(verdict, ' ' order by occurred_at) from vault_access");

    private Task<string?> AlertsAsync() => _service.ScalarAsync<string>(
        "select string_agg(concat_ws(' ', kind, severity, tenant_id, secret_type, secret_name, occurrences), ', ') from alert");
}
