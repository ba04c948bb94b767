using PenguinMails.DevVault.Tests.Fixtures;

namespace PenguinMails.DevVault.Tests;

/// <summary>One open server for all tests that leave it unsealed and use names of their own.</summary>
[SetUpFixture]
internal sealed class SharedVault
{
    public static RunningVault Current { get; private set; } = null!;

    public static VaultClient Client => Current.Client;

    /// <summary>A name that no other test uses.</summary>
    public static string NewName() => "n" + Guid.CreateVersion7().ToString("N");

    [OneTimeSetUp]
    public async Task StartAsync() => Current = await RunningVault.StartOpenAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await Current.DisposeAsync();
}
