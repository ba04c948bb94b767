using NUnit.Framework;
using PenguinMails.AdminQuery.Projection;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using static PenguinMails.AdminQuery.Tests.Platform.Reports;

namespace PenguinMails.AdminQuery.Tests.Projection;

[Category("Pure")]
internal sealed class HealthTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [TestCase(SecretStatuses.Active, 30, false, Health.Green)]
    [TestCase(SecretStatuses.Active, null, false, Health.Green)]
    [TestCase(SecretStatuses.Active, 8, false, Health.Green)]
    [TestCase(SecretStatuses.Active, 6, false, Health.Yellow)]
    [TestCase(SecretStatuses.Active, -1, false, Health.Red)]
    [TestCase(SecretStatuses.Active, 30, true, Health.Red)]
    [TestCase(SecretStatuses.Rotating, 30, false, Health.Green)]
    [TestCase(SecretStatuses.Rotating, -1, false, Health.Yellow)]
    [TestCase(SecretStatuses.Provisioning, null, false, Health.Yellow)]
    [TestCase(SecretStatuses.Provisioning, null, true, Health.Red)]
    [TestCase(SecretStatuses.Revoked, null, false, Health.Yellow)]
    [TestCase(SecretStatuses.RevocationPending, null, false, Health.Red)]
    [TestCase(SecretStatuses.Unreachable, 30, false, Health.Red)]
    [TestCase(SecretStatuses.WaitingForDns, 30, false, Health.Yellow)]
    [TestCase(SecretStatuses.WaitingForDns, -1, false, Health.Yellow)]
    [TestCase(SecretStatuses.WaitingForDns, null, true, Health.Red)]
    public void Health_OfASecret_FollowsTheRule(string status, int? dueInDays, bool hasFailed, string colour) =>
        Assert.That(ColourOf(Health.Of(Secret(status: status, next: dueInDays is { } days ? At.AddDays(days) : null, hasFailed: hasFailed))), Is.EqualTo(colour));

    [Test]
    public void Health_OfATenant_IsTheWorstOfItsSecrets()
    {
        SecretState green = Secret(next: At.AddDays(30)), yellow = Secret(next: At.AddDays(3)), red = Secret(next: At.AddDays(-1));

        Assert.That(ColourOf(Health.OfTenant([green, green])), Is.EqualTo(Health.Green));
        Assert.That(ColourOf(Health.OfTenant([green, yellow])), Is.EqualTo(Health.Yellow));
        Assert.That(ColourOf(Health.OfTenant([yellow, red, green])), Is.EqualTo(Health.Red));
        Assert.That(ColourOf(Health.OfTenant([])), Is.EqualTo(Health.Yellow), "it waits for its first secret");
    }

    private static string ColourOf(Health health) => health.RedFrom < At ? Health.Red : health.YellowFrom < At ? Health.Yellow : Health.Green;
}
