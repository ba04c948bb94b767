using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit;

/// <summary>A real authoritative DNS server with zones of its own, new for each request. It starts in a tenth of a second.</summary>
public sealed class TestDnsServer : IAsyncDisposable
{
    private readonly DnsServer _server;
    private ChildProcess? _process;

    private TestDnsServer(DnsServer server) => _server = server;

    public string Address => _server.Address;

    /// <summary>UDP and TCP.</summary>
    public int Port => _server.Port;

    /// <summary>The secret of <see cref="DnsServer.UpdateKeyName"/>, base64.</summary>
    public string UpdateKey => _server.UpdateKey;

    /// <summary>What the running server wrote so far.</summary>
    public string Log => _process?.Log ?? "";

    /// <summary>Starts a server.</summary>
    /// <param name="zones">The domains that it serves.</param>
    public static async Task<TestDnsServer> StartAsync(params string[] zones)
    {
        const string Loopback = "127.0.0.1";
        await Prerequisite.EnsureAsync([DebianPackage.Knot], Console.Error.WriteLine);
        var server = new TestDnsServer(new DnsServer(
            TestFolder.Create("dns"), Loopback, ReservedPort.Take(), [.. zones.Select(zone => new DnsZone(zone, Loopback, Loopback))]));
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>Freezes the server: what it is asked stays unanswered.</summary>
    public void Pause() => _process!.Pause();

    /// <summary>Ends <see cref="Pause"/>.</summary>
    public void Resume() => _process!.Resume();

    /// <summary>Starts it on the same port with the same zones, after it was killed.</summary>
    public async Task StartAgainAsync()
    {
        _server.Prepare();
        _process = await ChildProcess.StartAsync(_server.Command, "knot");
        await _process.WaitForLineAsync("server started");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_server.Folder, recursive: true);
    }
}
