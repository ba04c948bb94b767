using PenguinMails.Contracts.Messages;
using PenguinMails.VaultOperations.Health;

namespace PenguinMails.VaultOperations.Tests.Health;

/// <summary>What readings say of the storage.</summary>
[Category("Pure")]
internal sealed class StorageReadingsTests
{
    [TestCase("", VaultStorageStates.Healthy)]
    [TestCase("ok", VaultStorageStates.Healthy)]
    [TestCase("slow", VaultStorageStates.Degraded)]
    [TestCase("slow ok", VaultStorageStates.Healthy)]
    [TestCase("failed", VaultStorageStates.Degraded)]
    [TestCase("failed failed", VaultStorageStates.Degraded)]
    [TestCase("failed failed failed", VaultStorageStates.Offline)]
    [TestCase("failed failed failed ok", VaultStorageStates.Healthy)]
    [TestCase("failed failed ok failed", VaultStorageStates.Degraded)]
    [TestCase("failed failed failed unknown", VaultStorageStates.Healthy)]
    public void Status_OfAVaultThatServes_GoesByTheLastReadings(string readings, string status) =>
        Assert.That(Of(readings).Status(isServing: true), Is.EqualTo(status));

    [TestCase("ok")]
    [TestCase("slow")]
    public void Status_WithoutANodeThatServes_IsOffline(string readings) =>
        Assert.That(Of(readings).Status(isServing: false), Is.EqualTo(VaultStorageStates.Offline));

    private static StorageReadings Of(string readings)
    {
        var storage = new StorageReadings();
        foreach (var reading in readings.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (reading)
            {
                case "failed":
                    storage.Failed();
                    break;
                case "unknown":
                    storage.Unknown();
                    break;
                default:
                    storage.Succeeded(isSlow: reading == "slow");
                    break;
            }
        }

        return storage;
    }
}
