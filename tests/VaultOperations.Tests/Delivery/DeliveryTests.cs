using PenguinMails.TestKit;
using PenguinMails.Vault;
using PenguinMails.VaultOperations.Bootstrap;
using PenguinMails.VaultOperations.Tests.Fixtures;

namespace PenguinMails.VaultOperations.Tests.Delivery;

/// <summary>What services find in their folders.</summary>
[Category("Component")]
public sealed class DeliveryTests
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Test]
    public async Task Folders_AfterTheBootstrap_AreFullAndPrivate()
    {
        await using var operations = await Operations.StartAsync();

        Assert.That(File.GetUnixFileMode(operations.Delivery), Is.EqualTo(Owner | UnixFileMode.UserExecute));
        foreach (var service in Role.Services.Append(Role.Own))
        {
            Assert.That(File.GetUnixFileMode(operations.FolderOf(service)), Is.EqualTo(Owner | UnixFileMode.UserExecute), service);
            Assert.That(operations.WaitingIn(service), Has.Length.GreaterThanOrEqualTo(4), service);
            foreach (var file in Directory.GetFiles(operations.FolderOf(service)))
            {
                Assert.That(File.GetUnixFileMode(file), Is.EqualTo(Owner), file);
            }
        }
    }

    [Test]
    public async Task Credential_OnceTaken_OpensOnceAndIsReplaced()
    {
        await using var operations = await Operations.StartAsync();
        var token = (await File.ReadAllLinesAsync(operations.WaitingIn("audit").Order().Last()))[0];

        await using var audit = operations.ConnectAs("audit");
        Assert.That(await audit.Transit.SignAsync(TransitKey.AuditCheckpoints, "checkpoint"u8.ToArray()), Does.StartWith("vault:v1:"));

        using var client = new HttpClient { BaseAddress = operations.Vault.Address };
        using var again = new HttpRequestMessage(HttpMethod.Post, "/v1/sys/wrapping/unwrap");
        again.Headers.Add("X-Vault-Token", token);
        using var answer = await client.SendAsync(again);
        Assert.That((int)answer.StatusCode, Is.EqualTo(400), "the newest credential is the one that was taken");
        await Eventually.Async(() => operations.WaitingIn("audit").Length >= 4);
    }

    [Test]
    public async Task Credentials_LeftUnclaimed_AreReplacedBeforeTheyExpire()
    {
        await using var operations = await Operations.PrepareAsync();
        var service = await operations.StartServiceAsync(("VaultOperations__SecretIdTimeToLive", "00:00:06"));
        await service.WaitHealthyAsync();
        var first = operations.WaitingIn("rotation");

        await Eventually.Async(() => !operations.WaitingIn("rotation").Intersect(first).Any());

        await using var rotation = operations.ConnectAs("rotation");
        Assert.That(await rotation.PoliciesAsync(), Has.Member("rotation"));
    }

    [Test]
    public async Task Claimed_FilesOfDeadProcesses_AreSwept()
    {
        await using var operations = await Operations.PrepareAsync();
        Directory.CreateDirectory(operations.FolderOf("rotation"));
        var left = Path.Combine(operations.FolderOf("rotation"), "claimed-secret-id.0");
        await File.WriteAllTextAsync(left, "s.left-behind");
        File.SetLastWriteTimeUtc(left, DateTime.UnixEpoch);

        var service = await operations.StartServiceAsync();
        await service.WaitHealthyAsync();

        Assert.That(File.Exists(left), Is.False);
    }
}
