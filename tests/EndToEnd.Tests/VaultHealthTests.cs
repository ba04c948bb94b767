using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>Administrators and operators see how Vault is, through the gateway. Nothing here touches Vault.</summary>
[Category("System")]
public sealed class VaultHealthTests
{
    private const string Health = "/api/v1/admin/vault/health";

    [Test]
    public async Task Health_OfTheRunningSystem_IsSampledAgainAndAgain()
    {
        var operatorUser = RunningSystem.UserOf(DevelopmentUser.Operator);
        var first = await Eventually.GetAsync(
            () => operatorUser.GetAsync(Health), health => (string?)health["storageStatus"] == "healthy", what: "A healthy Vault");

        var node = first["nodes"]!.AsArray().Single()!;
        Assert.Multiple(() =>
        {
            Assert.That(((bool?)first["sealed"], (bool?)first["initialized"], (bool?)first["standby"]), Is.EqualTo(((bool?)false, (bool?)true, (bool?)false)));
            Assert.That((string?)first["activeNode"], Is.Not.Empty);
            Assert.That(((string?)node["role"], (bool?)node["sealed"]), Is.EqualTo(("active", (bool?)false)));
            Assert.That(((string?)first["backupHealth"], (string?)first["lastBackup"]), Is.EqualTo(("critical", (string?)null)), "there are no backups yet");
        });
        await Eventually.Async(
            async () => (DateTimeOffset)(await RunningSystem.UserOf(DevelopmentUser.PlatformAdmin).GetAsync(Health))["checkedAt"]! > (DateTimeOffset)first["checkedAt"]!,
            what: "A later sample");
    }
}
