using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes.Dkim;

/// <summary>The watch over live records, and the end of ended ones.</summary>
[Category("Component")]
public sealed class RecordWatchTests
{
    private DkimWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await DkimWorld.StartAsync(
        ["watched.example", "removed.example", "lost.example", "rolled.example"], settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KeyIssuance__Dkim__WatchInterval"] = "00:00:01",
            ["KeyIssuance__Dkim__RemoveAfter"] = "00:00:03",
            ["KeyIssuance__Dkim__GiveUpAfter"] = "00:00:08",
        });

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task LiveRecord_MissingOrChanged_IsAlerted_UntilItIsRightAgain()
    {
        var tenant = await _world.NewTenantAsync();
        var domain = await (await _world.EnrolAsync(tenant, "watched.example", "managed")).IssuedAsync();
        var current = await domain.CurrentAsync();
        var (name, record) = (domain.NameOf(current), current.PublicData["record"]);

        await DnsTool.UpdateAsync(_world.Dns, domain.Domain, $"update delete {name} TXT");
        await Eventually.Async(async () => await tenant.AlertsAsync("dkim.record_missing") == 1, TimeSpan.FromMinutes(2), "An alert of the missing record");
        await DnsTool.UpdateAsync(_world.Dns, domain.Domain, DnsTool.Add(name, record[..^8]));
        await Eventually.Async(async () => await tenant.AlertsAsync("dkim.record_differs") == 1, TimeSpan.FromMinutes(2), "An alert of the changed record");
        Assert.That(await EndedAsync("dkim.record_missing"), Is.EqualTo(1));

        await DnsTool.UpdateAsync(_world.Dns, domain.Domain, $"update delete {name} TXT", DnsTool.Add(name, record));
        await Eventually.Async(async () => await EndedAsync("dkim.record_differs") == 1, TimeSpan.FromMinutes(2), "The end of the alert");
        Assert.That((await tenant.AlertsAsync("dkim.record_missing"), await tenant.AlertsAsync("dkim.record_differs")), Is.EqualTo((1, 1)), "each once");
    }

    [Test]
    public async Task EndedRecord_IsRemovedLater_AndTheLiveOneStays()
    {
        var tenant = await _world.NewTenantAsync();
        var domain = await (await _world.EnrolAsync(tenant, "removed.example", "managed")).IssuedAsync();
        var first = await domain.CurrentAsync();
        await domain.RunAsync(OperationKind.Rotate);
        await domain.RunAsync(OperationKind.Retire, first.VersionId);

        await Eventually.Async(async () => (await _world.TextAsync(domain.NameOf(first))).Length == 0, TimeSpan.FromMinutes(2), "The removal of the ended record");
        Assert.That(await _world.TextAsync(domain.NameOf(await domain.CurrentAsync())), Is.Not.Empty);
        Assert.That(await tenant.AlertsAsync("dkim.record_missing"), Is.Zero);
    }

    [Test]
    public async Task ServerAbandoned_KeyIsRevokedInDns()
    {
        var tenant = await _world.NewTenantAsync();
        var domain = await (await _world.EnrolAsync(tenant, "lost.example", "managed")).IssuedAsync();
        var current = await domain.CurrentAsync();

        await tenant.RunAsync(OperationKind.Abandon, name: "admin");

        Assert.That((await domain.VersionsAsync()).Single().Is(VersionState.Abandoned), Is.True);
        await Eventually.Async(async () => await _world.TextAsync(domain.NameOf(current)) is "v=DKIM1; p=" or "", TimeSpan.FromMinutes(2), "The key's end in DNS");
    }

    [Test]
    public async Task Rotation_ThatFailsAtTheMailServer_IsTakenBack_AndTheOldKeySigns()
    {
        var tenant = await _world.NewTenantAsync();
        var domain = await (await _world.EnrolAsync(tenant, "rolled.example", "managed")).IssuedAsync();
        var current = await domain.CurrentAsync();
        var selector = DkimTenant.SelectorOf(current);
        // The mailbox of probes is full, as it were: nothing is delivered that could be looked at.
        await _world.World.Server.RunAsRootAsync("chattr +i /var/vmail/public/.Sink/new");
        try
        {
            var ended = await tenant.EndedAsync(await domain.StartAsync(OperationKind.Rotate));
            Assert.That((ended.Status, ended.ErrorCode), Is.EqualTo(("failed", "mail_not_delivered")), ended.ErrorDetail);
        }
        finally
        {
            await _world.World.Server.RunAsRootAsync("chattr -i /var/vmail/public/.Sink/new");
        }

        Assert.That(await domain.SignersAsync(), Is.EqualTo(new[] { selector }));
        var abandoned = (await domain.VersionsAsync()).Single(version => version.Is(VersionState.Abandoned));
        await Eventually.Async(async () => (await _world.TextAsync(domain.NameOf(abandoned))).Length == 0, TimeSpan.FromMinutes(2), "No record of the key that failed");
        Assert.That(
            (await _world.World.Server.RunAsRootAsync("ls /etc/opendkim/keys | grep rolled.example")).Trim(), Is.EqualTo($"penguinmails_rolled.example_{selector}.pem"));
    }

    [Test]
    public async Task NewKey_WhoseRecordNeverAppears_IsGivenUp_AndTheSecretCanBeginAnew()
    {
        var tenant = await _world.NewTenantAsync();
        var domain = await _world.EnrolAsync(tenant, "elsewhere.watched.example", "manual");

        var ended = await tenant.EndedAsync(domain.Enrolment);

        Assert.That((ended.Status, ended.ErrorCode), Is.EqualTo(("failed", "dns_not_published")), ended.ErrorDetail);
        Assert.That(ended.ErrorDetail, Does.Contain("has no TXT record at"));
        Assert.That(await domain.TryStartAsync(OperationKind.Regenerate), Is.TypeOf<StartOutcome.Started>());
    }

    private Task<int> EndedAsync(string kind) => _world.World.CountAsync(
        "select count(*)::int from outbox_message where message_type like '%.AlertEnded' and body::jsonb ->> 'deduplicationKey' like @kind || ':%'", new { kind });
}
