using PenguinMails.VaultOperations.Tests.Fixtures;

namespace PenguinMails.VaultOperations.Tests;

/// <summary>The service as the AppHost runs it.</summary>
[Category("Process")]
public sealed class ProcessTests
{
    [Test]
    public async Task Process_KilledAndStartedWithoutTheBootstrapToken_GoesOnWithItsDeliveredCredential()
    {
        await using var operations = await Operations.PrepareAsync();
        var first = await operations.StartProcessAsync();
        await first.WaitHealthyAsync();
        await first.KillAsync();
        File.Delete(operations.BootstrapTokenFile);

        var second = await operations.StartProcessAsync();

        await second.WaitHealthyAsync();
        Assert.That(second.Log, Does.Not.Contain("Created in Vault"));
    }
}
