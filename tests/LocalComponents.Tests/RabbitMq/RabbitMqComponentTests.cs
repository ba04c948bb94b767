using System.Net.Http.Json;
using System.Net.Sockets;
using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.RabbitMq;

[Category("Component")]
public sealed class RabbitMqComponentTests
{
    private sealed record VirtualHost(string Name);

    [Test]
    public async Task Broker_StoppedAndStarted_KeepsItsVirtualHosts()
    {
        await using var broker = await TestRabbitMq.StartAsync();
        var address = new Uri(await broker.CreateVirtualHostAsync());

        await broker.StopAsync();
        Assert.That(async () => await GreetAsync(broker.Port), Throws.InstanceOf<SocketException>());
        await broker.StartAgainAsync();

        Assert.That(await GreetAsync(broker.Port), Is.EqualTo(1), "A method frame (connection.start) answers the greeting.");
        var hosts = await broker.Management.GetFromJsonAsync<VirtualHost[]>("vhosts");
        Assert.That(hosts!.Select(host => host.Name), Does.Contain(address.AbsolutePath[1..]));
    }

    [Test]
    public async Task Broker_BelowAFolderThatOnlyItsOwnerMayEnter_Starts()
    {
        var closed = TestFolder.Create("closed");
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var component = new RabbitMqComponent(Path.Combine(closed, "messaging"), ReservedPort.Take());
        component.Prepare();

        await using var process = await ChildProcess.StartAsync(component.Command, "rabbitmq");

        await process.WaitForLineAsync("Server startup complete", TimeSpan.FromMinutes(2));
    }

    private static async Task<int> GreetAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        await client.GetStream().WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray());
        return client.GetStream().ReadByte();
    }
}
