using System.Net;
using System.Net.Sockets;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.VaultOperations.Bootstrap;
using PenguinMails.VaultOperations.Tests.Fixtures;

namespace PenguinMails.VaultOperations.Tests.Bootstrap;

[Category("Component")]
public sealed class AuditSocketTests
{
    [Test]
    public async Task Socket_NobodyListens_IsEnabledWhenSomebodyDoesAndNeverHoldsUpVault()
    {
        var port = ReservedPort.Take();
        await using var operations = await Operations.PrepareAsync();
        var service = await operations.StartServiceAsync(("VaultOperations__AuditSocket", $"127.0.0.1:{port}"));

        await service.WaitHealthyAsync();
        Assert.That(await DevicesAsync(operations), Is.EqualTo(new[] { "file/" }), "Vault wants to be heard when it enables a device");
        await Eventually.Async(() => service.Log.Contains("has no listener yet", StringComparison.Ordinal));

        using (var listener = new TcpListener(IPAddress.Loopback, port))
        {
            listener.Start();
            await Eventually.Async(async () => (await DevicesAsync(operations)).Contains("socket/"));
            using var connection = await listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(connection.GetStream());
            Assert.That(await reader.ReadLineAsync(), Does.Contain("\"time\""));
        }

        // The other end is away: the file device is enough, also for what comes after.
        await operations.AskAsync(HttpMethod.Get, "sys/mounts");
        await operations.AskAsync(HttpMethod.Put, "sys/policies/acl/rotation", new { policy = "path \"secret/x\" { capabilities = [\"read\"] }" });
        await Eventually.Async(async () => (await operations.AskAsync(HttpMethod.Get, "sys/policies/acl/rotation")).GetProperty("policy").GetString() == PolicyFiles.Read("rotation"));
    }

    [Test]
    public async Task File_DisabledBesideTheSocket_IsEnabled()
    {
        var port = ReservedPort.Take();
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        await using var operations = await Operations.PrepareAsync();
        var service = await operations.StartServiceAsync(("VaultOperations__AuditSocket", $"127.0.0.1:{port}"));
        await service.WaitHealthyAsync();
        await Eventually.Async(async () => (await DevicesAsync(operations)).Contains("socket/"));

        await operations.AskAsync(HttpMethod.Delete, "sys/audit/file");

        await Eventually.Async(async () => (await DevicesAsync(operations)).Contains("file/"));
    }

    private static async Task<string[]> DevicesAsync(Operations operations) =>
        [.. (await operations.AskAsync(HttpMethod.Get, "sys/audit")).EnumerateObject().Select(device => device.Name).Where(name => name.EndsWith('/')).Order(StringComparer.Ordinal)];
}
