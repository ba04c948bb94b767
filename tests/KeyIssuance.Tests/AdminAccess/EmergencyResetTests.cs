using Microsoft.Extensions.DependencyInjection;
using PenguinMails.KeyIssuance.AdminAccess;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.Ssh;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.AdminAccess;

/// <summary>In an emergency the old key ends at once and a new one takes its place; overviews show it, and every administrator is told.</summary>
[Category("Component")]
public sealed class EmergencyResetTests : SharedWorldTests
{
    private static readonly EmergencyResetRequest Request = new("INC-7", "a laptop was stolen");

    [Test]
    public async Task Reset_KeyWithAGracePeriodRunning_OnlyTheNewKeyWorks()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));

        await tenant.SucceededAsync(await ResetAsync(tenant));

        Assert.That((await tenant.VersionsAsync()).Select(version => version.State), Is.EqualTo(new[] { "revoked", "revoked", "current" }));
        await tenant.AssertConsistentAsync("reset");
        Assert.That(await tenant.AlertsAsync(EmergencyReset.AlertKind), Is.EqualTo(1));
        var state = (await World.StateOfAsync(tenant))!;
        Assert.That(state.Server!.Address, Is.EqualTo(World.Server.Address));
        Assert.That(state.Secrets.Select(secret => (secret.Name, secret.Status, secret.HasFailed)), Is.EqualTo([("admin", "active", false), ("tenant", "active", false)]));
        Assert.That(state.Secrets[1].Fingerprint, Is.EqualTo((await tenant.CurrentAsync()).Fingerprint));
    }

    [Test]
    public async Task Reset_AccessKeyOfTheServer_IsReplacedFirst()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        var old = (await tenant.VersionsAsync("admin")).Single();

        await tenant.SucceededAsync(await ResetAsync(tenant, "admin"));

        await Eventually.Async(
            async () => (await tenant.VersionsAsync("admin")).Select(version => version.State).SequenceEqual(["retired", "current"]),
            what: "The end of the old key");
        Assert.That(await tenant.OfferAsync(old, "penguin-admin"), Is.TypeOf<SshAnswer.Refused>());
        await tenant.RunAsync(OperationKind.Rotate);
    }

    [Test]
    public async Task Reset_NothingLive_IsRefused_AndNobodyIsAlarmed()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await tenant.RunAsync(OperationKind.Revoke);

        Assert.That(await TryResetAsync(tenant), Is.TypeOf<StartOutcome.NoActiveKey>());
        Assert.That(await tenant.AlertsAsync(EmergencyReset.AlertKind), Is.Zero);
        Assert.That((await World.StateOfAsync(tenant))!.Secrets.Single(secret => secret.Name == "tenant"), Has.Property("Status").EqualTo("revoked"));
    }

    [TestCase(null, "why", false)]
    [TestCase("", "why", false)]
    [TestCase("INC-7", null, false)]
    [TestCase("INC\n7", "why", false)]
    [TestCase("INC-7", "why", true)]
    public void Validate_IncidentAndReason_AreRequired(string? incidentId, string? reason, bool isValid) =>
        Assert.That(EmergencyResetRequest.Validate(new EmergencyResetRequest(incidentId, reason)).Any, Is.Not.EqualTo(isValid));

    [TestCase(0, null, true)]
    [TestCase(0, "PT0S", true)]
    [TestCase(0, "P7D", true)]
    [TestCase(0, "PT169H", false)]
    [TestCase(0, "-PT1H", false)]
    [TestCase(0, "tomorrow", false)]
    [TestCase(48, null, true)]
    [TestCase(48, "PT48H", true)]
    [TestCase(48, "PT47H", false)]
    public void Validate_GracePeriod_HasBounds(int shortestHours, string? gracePeriod, bool isValid)
    {
        var type = World.Services.GetRequiredService<SecretTypeCatalog>().Get("ssh").Descriptor with { ShortestGracePeriod = TimeSpan.FromHours(shortestHours) };
        Assert.That(RotateRequest.Validate(new RotateRequest("why", gracePeriod), type).Any, Is.Not.EqualTo(isValid));
    }

    private async Task<Guid> ResetAsync(Tenant tenant, string name = "tenant") => ((StartOutcome.Started)await TryResetAsync(tenant, name)).OperationId;

    private Task<StartOutcome> TryResetAsync(Tenant tenant, string name = "tenant") => World.Database.InTransactionAsync(
        transaction => World.Resets.StartAsync(transaction, tenant.Key with { Name = name }, Request, World.Trail.Platform), default);
}
